"""The pure modules of src."""
