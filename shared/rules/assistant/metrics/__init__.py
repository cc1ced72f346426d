"""Metrics of a user's days, by subject, and what of them stands out."""
