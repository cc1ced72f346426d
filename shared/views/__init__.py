"""What the API shows: the types of its response bodies and the enums in them."""
