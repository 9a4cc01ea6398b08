"""The way of a record through its reviews."""
