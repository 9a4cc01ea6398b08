"""Whether institutions' own grades hold: against what enterprises say, and against what came of the patents."""
