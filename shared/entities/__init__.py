"""Entities: frozen values with their transitions, independent of storage and HTTP."""
