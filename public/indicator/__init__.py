"""The page of an indicator: where it stands, whether it is on track, who is behind it, how it comes about."""
