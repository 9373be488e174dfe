"""Countries, their teams and regions: where each stands as tiles and as a table, and what a country's page says."""
