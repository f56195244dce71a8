"""Other people's programs against the type: `make clients` runs these tests, `make test` does not."""
