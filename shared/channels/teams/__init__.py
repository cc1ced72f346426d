"""Teams: activities of the Bot Framework, and calls of its connector."""
