"""The SQL of the monitoring service, by concept."""
