"""Endpoints of well-being: hydration, meals, rests, and the companion that they feed."""
