"""The companion: a pure function of what is known of a person's days, and of the time."""
