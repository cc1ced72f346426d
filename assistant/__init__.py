"""Endpoints of the assistant will live here: narratives, predictions and recommendations."""
