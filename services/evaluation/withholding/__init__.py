"""What an institution keeps out of the library, and why: the decision over HTTP and on the screens."""
