"""The companion: a pure function of days, totals and the time, the words it speaks, and its face."""
