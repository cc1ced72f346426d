"""The Cosmos DB client behind `shared/database.py`."""
