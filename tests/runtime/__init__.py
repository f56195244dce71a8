"""The plugin library as the type uses it."""
