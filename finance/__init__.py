"""The special purpose trust fund: the tables of annex I, and the arithmetic that holds them together."""
