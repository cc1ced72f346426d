"""The functional core: pure functions of entities and events."""
