"""Grading into tiers of promotion, and the two people that it takes to set another tier."""
