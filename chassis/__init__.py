"""The shared seam of the five services: delivery, database, HTTP, identity, telemetry, web layout."""
