"""What rows must keep, each rule with its source and its mend."""
