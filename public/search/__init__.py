"""Search over a release: its indicators, questions, countries, contributors and tables, and the pages of the site."""
