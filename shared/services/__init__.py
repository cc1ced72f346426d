"""The operations of the domain."""
