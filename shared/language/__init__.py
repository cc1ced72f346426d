"""The texts of each language, and their use for messages, reasons, reminders and notifications."""
