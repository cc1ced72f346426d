"""Pictures, as SVG documents."""
