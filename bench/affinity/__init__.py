"""Ways to measure the affinity of experts and patents, compared on records whose answers are known."""
