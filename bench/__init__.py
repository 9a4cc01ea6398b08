"""What the hot paths cost, as ratios to ceilings measured in the same run: `make bench`."""
