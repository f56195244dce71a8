"""A resource type for the tests: settings, kept as parameters of Systems Manager."""
