"""What a demonstration is filled with: records and answers of country teams that nobody ever gave."""
