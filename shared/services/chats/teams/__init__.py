"""Teams: its activities, and the answers to them."""
