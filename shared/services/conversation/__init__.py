"""What the companion does and answers in a conversation, by subject."""
