"""A generated sample of three jurisdictions, sent through public doors, and what the stores make of it."""
