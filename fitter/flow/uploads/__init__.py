"""Sources that clients send: who may, how they come in, and where they are kept."""
