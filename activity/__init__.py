"""Who did what, when: an append-only log whose entries are chained by their hashes."""
