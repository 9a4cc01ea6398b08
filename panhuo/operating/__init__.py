"""What operators do with the streams: look at dead letters, redrive them, compare digests, rebuild projections."""
