"""The assistant: forecasts, signals and insights, as pure functions of a user's own history."""
