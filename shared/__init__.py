"""The product's foundation: what every room of the API stands on."""

__version__ = "0.1.0"
