"""The code that the endpoints share, in layers."""

__version__ = "0.2.0"
