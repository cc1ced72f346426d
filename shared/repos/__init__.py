"""Where entities are stored: partitions, ids, expiry, queries and the stored form."""
