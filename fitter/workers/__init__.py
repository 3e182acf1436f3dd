"""Engine processes: the pool in the front, the wire between, the child that makes pictures."""
