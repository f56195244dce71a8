"""A stand-in for AWS on one loopback port, for development and tests: stacks over real handlers of resource types."""
