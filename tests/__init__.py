"""The rules of the type, each with a test that guards it."""
