"""What makes pictures: one file an engine. Imported in workers only."""
