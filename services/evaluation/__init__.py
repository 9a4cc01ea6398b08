"""Decides what a patent is worth showing: self-evaluation, the resource library, enterprises' views of it."""
