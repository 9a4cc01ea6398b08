"""A generated sample of three jurisdictions, sent through the product's public doors, and what the stores make of it."""
