"""Alerts before a long week or a long day, and when a signal becomes strong."""
