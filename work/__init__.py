"""Endpoints of the working day: accounts, tasks, work sessions, statistics."""
