"""Links that open the page signed in as a user, without a password, in development."""
