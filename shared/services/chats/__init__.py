"""Chat platforms: links to accounts, what is said there, and the notifications that are sent there."""
