"""Working pages of questionnaires."""
