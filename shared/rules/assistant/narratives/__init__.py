"""Narratives: what is worth saying of a period, as facts and clauses without words."""
