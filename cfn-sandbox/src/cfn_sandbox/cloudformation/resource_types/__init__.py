"""What creates the resources of a stack: handlers, moto's models, or nothing. The layer below templates and stacks."""
