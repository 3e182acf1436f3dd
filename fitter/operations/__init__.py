"""What a URL can ask for: one file an operation. Registered in ``BUILTIN``, the one line that each needs."""
