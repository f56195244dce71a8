"""The parts of the storm: what it draws, how it runs an operation, and what has to be true after each one."""
