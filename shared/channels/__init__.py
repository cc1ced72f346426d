"""Clients of outside services, which are called only if a setting and the user allow it."""
