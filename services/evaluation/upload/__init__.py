"""A provincial office sends in what enterprises think: a file of rows, and an answer to each."""
