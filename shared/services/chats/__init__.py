"""Chat platforms: links to accounts, what people say there, and the answers."""
