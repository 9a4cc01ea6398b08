"""Delivery on real Kafka and real PostgreSQL: each rule with a test that is red without it."""
