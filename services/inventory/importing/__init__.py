"""From the rows of a file to records of the library."""
