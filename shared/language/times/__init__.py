"""Dates, moments, lengths of time, recurrences and numbers in what a person writes.

`find.py` finds when something is to be done, `lengths.py` how long it takes, `numbers.py` how many there are.
The words and phrases of each language are a file in `phrases/`; the rest is the same for every language.
"""
