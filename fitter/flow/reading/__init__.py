"""What is asked for: the raw target and its headers become a plan, or an error."""
