"""The companion's face, drawn as SVG: a row for each stage in `stage.py`, for each mood in `mood.py`."""
