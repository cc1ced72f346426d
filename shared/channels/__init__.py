"""Clients of outside services, which are called only where a setting and the user say so."""
