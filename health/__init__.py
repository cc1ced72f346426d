"""Endpoints of well-being: health entries and the companion."""
