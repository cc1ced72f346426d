"""Texts without their values for a language model, and the gate that its texts must pass."""
