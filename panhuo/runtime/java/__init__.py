"""Apache Kafka's jars and the Java runtime that carries them, from packages."""
