"""The error that prevents the host from starting."""


class StartError(Exception):
    """The app or its settings cannot be served; the message is a sentence for the developer."""
