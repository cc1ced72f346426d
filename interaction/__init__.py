"""Endpoints that send and receive messages: notifications."""
