"""The document store: its contract, both implementations, and the code that they share."""
