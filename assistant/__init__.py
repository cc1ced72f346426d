"""Endpoints of the assistant: none yet."""
