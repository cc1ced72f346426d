"""A Cosmos DB server in memory for the tests, and its pytest plugin."""
