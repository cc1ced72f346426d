"""Endpoints of the assistant."""
