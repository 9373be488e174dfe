"""Work longer than a request: rows that outlive whoever works on them, and the loop that works them off."""
