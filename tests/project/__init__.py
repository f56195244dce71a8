"""The documents, the package and the tools of the project."""
