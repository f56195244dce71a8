"""Stacks and the operations on them: create, update, delete, import, change sets, drift detection, exports."""
