"""Oracles: what a user must have, computed independently of the rules of the product."""
