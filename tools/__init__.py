"""Tools of the project: what `make generate` and `make lint` run."""
