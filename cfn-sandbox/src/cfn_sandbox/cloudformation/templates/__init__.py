"""Templates: reading, checking and resolving them. Nothing here changes a stack."""
