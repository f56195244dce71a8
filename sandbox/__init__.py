"""A stand-in for AWS on one loopback port, for development and tests. It never ships."""
