"""`panhuo affinity`: how closely experts' records and patents speak of the same technology, from file to file."""
