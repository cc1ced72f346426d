"""Slack: its commands, events and pressed buttons, and the answers to them."""
