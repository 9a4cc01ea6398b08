"""Tells an outside producer, record by record, what a reader would make of its events, and how to mend them."""
