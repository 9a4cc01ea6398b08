"""The register of institutions: admission by the office in charge, suspension, renaming, merger; nothing is lost."""
