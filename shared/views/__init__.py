"""Views: the types of the response bodies and the enums in them."""
