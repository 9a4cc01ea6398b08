"""The events, one module a stream."""
