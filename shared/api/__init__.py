"""The HTTP boundary: requests are authenticated and validated here, and responses encoded."""
