"""What people decide here: lock, decide, and say it, in one transaction."""
