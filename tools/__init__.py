"""The commands behind the targets of the Makefile, and what they share. Nothing of it ships in the package."""
