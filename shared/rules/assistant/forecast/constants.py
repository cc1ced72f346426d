"""The constants of the forecast, each with its reason.

They were fitted once to the hours of other people, in relation to each one's own habit: no constant belongs
to a person, and none is in hours. `docs/forecast.md` has the results on people that they were not fitted to.
"""

# How much of the past counts.

HABIT_HALF_LIFE_WEEKS = 26
"""A habit of half a year ago counts half: shorter ones forget the rarer weekdays, longer ones hold on to an
old job."""

RECENT_HALF_LIFE_DAYS = 56
"""The level of the last two months, against the habit."""

WEEK_HALF_LIFE_DAYS = 7
"""The last week, against the habit."""

DAYS_HALF_LIFE_DAYS = 1
"""The last three days make up 7/8 of this average."""

LENGTH_HALF_LIFE_DAYS = 14
"""How long working days were in the last weeks, for people of typical variation: longer averages react late,
shorter ones to single days."""

LAST_LENGTH_HALF_LIFE_DAYS = 2
"""How long the last days were."""

# How much evidence a habit needs: the number of days that the more general habit counts as.

PRIOR_WORK = 0.45
"""People work on about every second day of the calendar."""

FEW_DAYS = 3.0
"""The days of own history that weigh as much as people in general, where a few are enough."""

WEEKEND_RATE = 0.3
"""Weekends start with this share of the average chance of work, until own days decide which are quiet."""

QUIET_SHARE = 0.75
"""A weekday with less than this share of the average chance of work is quiet: a weekend, a free Wednesday."""

LINE_SHARE = 0.8
"""The share of working days within the overload line, and of weeks within the heavy one, by definition."""

PRIOR_OVER_LIMIT = 0.06
"""The share of working days over 8.5 hours before own days say otherwise."""

PRIOR_DAYS = 12.0
"""The days that these priors count as, and that the group of a weekday, busy or quiet, counts as for it: two
weeks of work, or a quarter of a year of one weekday."""

POOLED_OVER_DAYS = 48.0
"""Long days are rare, so one weekday's own share of them says little for most of a year, unless the weekdays
clearly differ."""

TYPICAL_VARIATION = 0.4
"""The squared relative deviation of a day's hours from its weekday's mean, before own days say otherwise."""

SHIFT_PRIOR = 0.5
"""The variance below which recent surprises are too few to move the odds: two days of an even chance."""

# How recent days move the habit. A shift is the sum of surprises (worked or not, minus the chance) over the
# sum of their variances: the step by which Newton's method would move the log odds of all of those days.

WORK_CONSTANT = -0.07
"""Habits wear off: people work a little less than they did."""

WORK_RECENT = 0.27
WORK_WEEK = 0.47
"""A quarter of a shift of the last weeks persists, and half of one of the last week."""

WORK_DAYS = 0.92
"""The shift of the last days persists for tomorrow, and half as much for the day after (divided by the number
of days ahead)."""

OVER_LENGTH = 0.5
OVER_LAST_LENGTH = 0.26
"""The odds of a long day follow the length of recent days, and once more that of the last days, both in units
of the user's own relative deviation: half an hour more says much about people whose days are alike."""

OVER_SHIFT = 0.32
"""Times with more working days have more long ones among them."""

HOURS_LENGTH = 0.7
HOURS_LAST_LENGTH = 0.35
"""The hours of a working day follow both lengths, times the signal, which is the share of `TYPICAL_VARIATION`
in the sum of it and the own variation: together about a half persists, and all of it where days are alike."""

HOURS_SHIFT = 0.13
"""Times with more working days have longer ones."""

SHARPNESS = 2.0
"""The expected hours of a day lean to the likelier of work and rest (odds to this power), which lowers the
error of days; the week keeps half of what that adds or takes away, which lowers its error, too."""

# Ranges and the week.

SAME_WEEKDAY_WEIGHT = 3.0
"""Same weekdays count as much as half of the other six together."""

WEEK_FOLLOWS = 0.75
"""Past weeks, scaled to the expected one: a busier week is also less certain, but not in proportion."""

ROUGH_SPREAD = 2.2
"""Below 28 days past weeks are few: the range is at least this many standard deviations to each side. That is
more than the 1.3 of a normal distribution, since the habit is not known well either."""

PRIOR_WEEKS = 28.0
"""The past weeks that the share of heavy ones starts with; people whose weeks are equal then have few."""

HEAVY_CONSTANT = 0.79
HEAVY_EXPECTED = 0.99
HEAVY_USUAL = -0.29
"""The odds of a heavy week follow the distance of the expected week from the line, in standard deviations,
and more so if the expected week is above the usual one."""

HEAVY_LAST_WEEK = 0.22
"""A heavy week follows a heavy one more often than its hours say."""

HEAVY_NEW = 0.53
"""The line of a short history is still too low; the effect halves when the history doubles."""

# Today.

LENGTH_SHARE = 0.5
"""People who start early end neither as late as usual nor after as many hours as usual: halfway, which has
the least bias."""
