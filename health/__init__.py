"""Endpoints of well-being will live here: hydration, meals, rests and the companion they feed."""
