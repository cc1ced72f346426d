"""A team that has lived with Avanochi for a quarter, to look at: `python3 dev.py demo`."""
