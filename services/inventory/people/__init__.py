"""The people of institutions: accounts of inventors and reviewers, whose patents are whose, and their contact data."""
