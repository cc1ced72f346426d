"""The words of the companion: the texts of each language, and which of them says what."""
