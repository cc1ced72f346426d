"""Endpoints of the working day: accounts, tasks, work and focus sessions, rewards, statistics."""
