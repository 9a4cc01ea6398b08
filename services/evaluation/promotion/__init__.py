"""Measures of promotion by tier: assigned, taken on, worked on and closed."""
