"""Charts of a user's statistics as SVG, in the colours and outlines of the companion."""
