"""How long lists and searches take over a whole country's stock."""
