"""The HTTP boundary: routes, authentication, validation, endpoints and their documentation."""
