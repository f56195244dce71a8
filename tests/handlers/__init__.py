"""The handlers, through their entry point."""
