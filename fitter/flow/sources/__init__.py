"""Sources: loading them, and what is known of the state they are in."""
