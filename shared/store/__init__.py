"""The document store: its contract, and what both implementations share."""
