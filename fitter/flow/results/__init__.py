"""Results: the tiers that keep them, under which names, and who makes one that is wanted on several machines."""
