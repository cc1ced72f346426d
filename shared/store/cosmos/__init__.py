"""The parts of the Cosmos DB store of `shared/database.py`."""
