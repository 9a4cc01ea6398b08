"""The SQL of the library of experts."""
