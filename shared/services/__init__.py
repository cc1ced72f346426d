"""The verbs of the domain."""
