"""Counts what all writers say: reads every stream, keeps each patent's dossier and the census by day, says digests."""
