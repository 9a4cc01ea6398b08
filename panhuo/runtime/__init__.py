"""Everything the platform needs on one machine: PostgreSQL, Kafka, Caddy, the services and who watches them."""
