"""The rules that no document of AWS states, tried through the handlers: in the sandbox, or in an account."""
