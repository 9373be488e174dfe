"""Working pages of observations."""
