"""A series by region and group of countries, or any two of them beside each other, in a year that was counted."""
