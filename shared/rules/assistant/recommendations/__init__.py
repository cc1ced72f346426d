"""Recommendations: a table of rules, what each rests on, and their order."""
