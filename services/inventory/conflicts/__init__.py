"""Two bodies claim one patent: neither is overwritten, a case opens, somebody settles it."""
