"""The forecast of hours of work, and what is derived from it: today, the outlook, and tasks at risk."""
