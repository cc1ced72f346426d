"""Recommendations: what a user could do now, by a table of rules."""
