"""The fault run: real processes are killed, paused and fed poison, and what they promised is checked from outside."""
