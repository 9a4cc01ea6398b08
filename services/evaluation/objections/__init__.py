"""An institution objects to an enterprise's evaluation; its province or the nation reviews it."""
