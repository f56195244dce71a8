"""Acceptance tests: check the rules that no AWS document states, in the sandbox or in an account."""
