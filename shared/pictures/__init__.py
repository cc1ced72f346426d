"""Pictures as SVG documents. Pure: no clock, store, file or randomness."""
