"""The companion: its meters, mood, needs and level, as pure functions of recent activity and of the time."""
