"""Which experts evaluate which patents: within conflicts, loads and coverage, and with a set share of chance."""
