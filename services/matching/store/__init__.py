"""All SQL of matching, one module for each concept."""
