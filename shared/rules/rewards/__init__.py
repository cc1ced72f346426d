"""What an event adds to the totals, and what it is rewarded with."""
