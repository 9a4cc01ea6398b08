"""The `panhuo` command: runs, inspects and repairs the platform."""
