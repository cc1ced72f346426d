"""The embedded store, over SQLite."""
