"""The one way in which the host refuses to start."""


class StartError(Exception):
    """The app or its settings cannot be served; the message is one sentence for the person who started it."""
