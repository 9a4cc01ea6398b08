"""The supply side's day at its screens: what each role does, step by step."""
