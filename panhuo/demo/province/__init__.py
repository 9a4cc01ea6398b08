"""A stand-in for a province's own system: it knows the published language and how to reach Kafka, and no more."""
