"""All of the service's SQL: facts of others, decisions of its own, dossiers to decide on, lists to show."""
