"""Dates, moments, lengths of time, recurrences and numbers in what a person writes.

`find.py` finds when something is to be done, `lengths.py` how long it takes, `numbers.py` how many there
are. The words and phrases of each language are a file in `phrases/`; the rest is the same for every
language.

A text is split into `tokens`, from which the parser of `grammar` reads phrases. What a phrase means is
computed by a function of `meanings`, which collects those of `relative_dates`, `calendar_dates`, `clock`,
`recurrence`, `lengths`, `numbers` and `reading`. The `guards` decide by the words beside a phrase whether
it is a time.

To add a language, add its file to `phrases/` with all lists of the other files and all symbols that
`find.py`, `lengths.py` and `numbers.py` read, and a table of phrases to `tests/unit/times/`. Monday is
the weekday 0.
"""
