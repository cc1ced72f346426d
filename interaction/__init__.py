"""Where the product talks with people: notifications, and later chat and voice."""
