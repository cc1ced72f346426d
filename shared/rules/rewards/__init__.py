"""The effects of events on totals, points, challenges and achievements."""
