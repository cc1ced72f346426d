"""Endpoints of conversation will live here: notifications, Teams, Slack and voice."""
