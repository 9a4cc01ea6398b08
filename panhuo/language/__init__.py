"""Generates schemas, AsyncAPI and tables from the published language, and keeps later versions from breaking it."""
