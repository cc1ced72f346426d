"""Measures what the product promises about speed, and says where a promise is missed."""
