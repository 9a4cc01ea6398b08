"""The five services; each is a folder that never imports another."""
