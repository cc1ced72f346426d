"""Deliveries: notifications, and answers that came late, on their way to chats."""
