"""A Cosmos DB account in memory, and what lets tests use it."""
