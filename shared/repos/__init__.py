"""How entities become documents, and where they live."""
