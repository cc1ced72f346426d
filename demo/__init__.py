"""Demo data: a team that has used Avanochi for a quarter (`python3 dev.py demo`)."""
