"""The companion's face as SVG; `stage.py` has a row per stage, `mood.py` a row per mood."""
