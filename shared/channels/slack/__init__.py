"""Slack: signed requests from it, and calls of its Web API."""
