# The sentences of narratives in English, the reference language: every file has the same keys.
#
# Facts are texts with their unit, and $<fact>_n is the number of a fact, for forms that depend on it. $period is day,
# week or month, and $state is running or done. Openings and clauses begin in lower case, and end without a full stop.
# Keys that end in a number are variants. There are no numbers but facts, also none in words.


### Facts

fact-days =
    { $value ->
        [one] { $value } day
       *[other] { $value } days
    }
fact-tasks =
    { $value ->
        [one] { $value } task
       *[other] { $value } tasks
    }
fact-planned =
    { $value ->
        [one] { $value } planned task
       *[other] { $value } planned tasks
    }
fact-breaks =
    { $value ->
        [one] { $value } break
       *[other] { $value } breaks
    }
fact-number = { $value }
# There are always several of these.
fact-finished = { $value } finished tasks
fact-earlier_weeks = { $value } earlier weeks without days off
fact-earlier_months = { $value } earlier months of work
fact-percent = { $value }%
fact-millilitres = { $value } ml
fact-name = “{ $value }”
fact-date = { $day } { $month }
fact-day = { $weekday } { $day } { $month }
fact-month = { $month } { $year }
part-morning = in the morning
part-afternoon = in the afternoon
part-evening = in the evening
part-night = at night


### Phrases: the period, what is usual, and the work

when-day-running = so far today
when-day-done = on { $date }
when-week-running = so far this week
when-week-done = in the week of { $date }
when-month-running = so far this month
when-month-done = in { $date }

# After "than" and "as".
usual-day = on a usual { $weekday }
usual-week = in a usual week
usual-month = in a usual month
usual-day-running = on a usual full { $weekday }
usual-week-running = by this point of a usual week
usual-month-running = by this point of a usual month

# After "worked", and alone.
time-day = { $hours_worked }
time-days = { $hours_worked } on { $days_worked }
work-day = { $hours_worked } of work
work-days = { $hours_worked } of work on { $days_worked }

sentence = { $clause }.
sentence-and = { $clause }, and { $other }.
sentence-but = { $clause }, but { $other }.


### Titles, by what stands out

title-hours_more = A { $period } with more work
title-hours_less = A { $period } with less work
title-focus_more = A { $period } with more focus
title-focus_less = A { $period } with less focus
title-tasks_more = A { $period } with more finished tasks
title-tasks_less = A lighter { $period } for tasks
title-rest_more = A { $period } with more rest
title-rest_less = A { $period } with less rest
title-steady = A steady { $period }
title-plain = Your { $period } in words
title-empty = A quiet { $period }


### Periods of which there is only one sentence

empty-running-1 = nothing is on record { $when }, and there is no hurry
empty-running-2 = a blank page { $when }: it fills when you are ready
empty-running-3 = { $when } all is quiet, and your record waits for you
empty-done-1 = nothing is on record { $when }, and that is fine
empty-done-2 = a blank page { $when }, as every good notebook has
empty-done-3 = { $when } all was quiet
too-old-1 = this is further back than the { $history_days } that the assistant looks at
too-old-2 = the assistant looks back { $history_days }, and this was before


### Openings

open-both-1 =
    { $state ->
        [running] { $when } you have worked { $time } and finished { $tasks_completed }
       *[done] { $when } you worked { $time } and finished { $tasks_completed }
    }
open-both-2 = { $when }: { $work }, and { $tasks_completed } done
open-both-3 =
    { $state ->
        [running] you have finished { $tasks_completed } { $when }, and worked { $time }
       *[done] you finished { $tasks_completed } { $when }, and worked { $time }
    }
open-both-4 = { $tasks_completed } came off your list { $when }, with { $work }
open-work-1 =
    { $state ->
        [running] { $when } you have worked { $time }
       *[done] { $when } you worked { $time }
    }
open-work-2 = { $when }: { $work }
open-work-3 = you tracked { $work } { $when }
open-tasks-1 =
    { $state ->
        [running] { $when } you have finished { $tasks_completed }
       *[done] { $when } you finished { $tasks_completed }
    }
open-tasks-2 = { $when }: { $tasks_completed } done
open-tasks-3 = { $tasks_completed } came off your list { $when }
open-focus-1 = { $when } you focused for { $focus }
open-focus-2 = you tracked { $focus } of focus { $when }
open-other-1 = { $when } no work is on record, with room for other things
open-other-2 = no work is on record { $when }, and that leaves room for other things


### Changes that stand out, and cautions

change-hours_more-1 = you worked { $hours_more } more than { $usual }
change-hours_more-2 = work took { $hours_more } more time than { $usual }
change-hours_less-1 = you worked { $hours_less } less than { $usual }
change-hours_less-2 = work took { $hours_less } less time than { $usual }
change-focus_more-1 = you focused { $focus_more } longer than { $usual }
change-focus_more-2 = focus got { $focus_more } more time than { $usual }
change-focus_less-1 = you focused { $focus_less } less than { $usual }
change-focus_less-2 = focus got { $focus_less } less time than { $usual }
change-tasks_more-1 = you finished { $tasks_more } more tasks than { $usual }
change-tasks_more-2 = your list moved faster, with { $tasks_more } more tasks done than { $usual }
change-tasks_less-1 = you finished { $tasks_less } fewer tasks than { $usual }
change-tasks_less-2 = your list moved at a calmer pace, with { $tasks_less } fewer tasks done than { $usual }
change-rest_more-1 = you rested { $rest_more } longer than { $usual }
change-rest_more-2 = you gave rest { $rest_more } more time than { $usual }
change-rest_less-1 = you rested { $rest_less } less than { $usual }
change-rest_less-2 = rest got { $rest_less } less time than { $usual }

# Of months, by day of work.
change-day_hours_more-1 = a day of work took { $day_hours } on average, { $hours_more } more than { $usual }
change-day_hours_less-1 = a day of work took { $day_hours } on average, { $hours_less } less than { $usual }
change-day_focus_more-1 = a day of work had { $day_focus } of focus on average, { $focus_more } more than { $usual }
change-day_focus_less-1 = a day of work had { $day_focus } of focus on average, { $focus_less } less than { $usual }
change-day_rest_more-1 = a day of work had { $day_rest } of rest on average, { $rest_more } more than { $usual }
change-day_rest_less-1 = a day of work had { $day_rest } of rest on average, { $rest_less } less than { $usual }

steady-1 =
    { $period ->
        [month] days of work were about as long as { $usual }
       *[other] you worked about as much as { $usual }
    }
steady-2 =
    { $period ->
        [month] a day of work took about as long as { $usual }
       *[other] it comes to about the same hours as { $usual }
    }
early-1 = it is early to compare: that begins with { $needed }
early-2 = comparisons with your own past begin with { $needed }
days-off-1 = with { $days_off } off, the week stands on its own
days-off-2 = the week had { $days_off } off, and is not compared with others

# After another change, and alone.
with-rest_less-1 = there was { $rest_less } less rest
with-hours_more-1 = there was { $hours_more } more work
caution-rest_less-1 = you rested { $rest_less } less than { $usual }
caution-hours_more-1 = you worked { $hours_more } more than { $usual }
caution-long_days-1 = { $overload_days } went beyond your limit
caution-long_days-2 = work went beyond your limit on { $overload_days }
caution-evenings-1 = work went on after { $evening_from } on { $evenings }
caution-evenings-2 = on { $evenings } there was work after { $evening_from }


### How days of work changed within a month

trend-longer-1 = within the month, days of work grew longer: from { $trend_from } early on to { $trend_to } later
trend-shorter-1 = within the month, days of work grew shorter: from { $trend_from } early on to { $trend_to } later


### The best moment

best-hour-1 = your best hour for focus was { $best_hour } to { $best_hour_end }, with { $best_focus }
best-hour-2 = from { $best_hour } to { $best_hour_end } you had the most focus: { $best_focus }
best-focus-1 = your best day for focus was { $best_day }, with { $best_focus }
best-focus-2 = { $best_day } had the most focus: { $best_focus }
best-focus-3 = focus was at its best on { $best_day }, with { $best_focus }
best-tasks-1 = your best day for getting things done was { $best_day }, with { $best_tasks }
best-tasks-2 = { $best_day } stands out, with { $best_tasks }


### Breaks and health
### Of weeks and months: water and lunch are of as many days as had work, water_days and lunch_days of others.

rest-breaks-rest-1 = you took { $breaks } and rested for { $rest } in all
rest-breaks-rest-2 = there was room for { $breaks } and { $rest } of rest
rest-breaks-1 = you took { $breaks }
rest-breaks-2 = there was room for { $breaks }
rest-rest-1 = you rested for { $rest } in all
rest-rest-2 = there was room for { $rest } of rest
rest-none-1 = no rest was tracked
rest-none-2 = no rest is on record
health-water-1 =
    { $period ->
        [day] you drank { $water }
       *[other] you drank { $water } a day on average
    }
health-water_days-1 =
    { $water_days_n ->
        [one] on { $water_days } you drank { $water }
       *[other] on { $water_days } you drank { $water } on average
    }
health-lunch-1 =
    { $period ->
        [day] you made time for lunch
       *[other] you made time for lunch on every day of work
    }
health-lunch_days-1 = you made time for lunch on { $lunch_days }
health-water-lunch-1 =
    { $period ->
        [day] you drank { $water } and had lunch
       *[other] you drank { $water } a day on average, with lunch on every day of work
    }
health-water-lunch_days-1 = you drank { $water } a day on average, with lunch on { $lunch_days }
health-water_days-lunch-1 = you drank { $water } a day on { $water_days }, with lunch on every day of work
health-water_days-lunch_days-1 = you drank { $water } a day on { $water_days }, with lunch on { $lunch_days }


### Tags, plans, and other facts of the period

tags-part-1 = { $tag } was your most frequent tag: { $tag_tasks }, most often finished { $tag_part }
tags-part-2 = you finished { $tag_tasks } with the tag { $tag }, most often { $tag_part }
tags-plain-1 = { $tag } was your most frequent tag, with { $tag_tasks }
tags-plain-2 = you finished { $tag_tasks } with the tag { $tag }, your most frequent
plans-carried-1 = { $carried_over } of { $planned } moved on to a later day
plans-carried-2 = of { $planned }, { $carried_over } moved on to another day
plans-all_carried-1 = { $carried_over } moved on to a later day
plans-done-1 = your plans worked out: { $planned }, and nothing carried over
plans-done-2 = the plan held, with { $planned } and nothing carried over
start-day-1 = work began at { $start }
start-days-1 = a typical day of work began at { $start }


# After few other words.
closing-1 = all the rest is yours
closing-2 = the rest of the page is free


### What is ahead

ahead-week-1 = the next { $ahead_days } look like { $expected_hours } of work
ahead-week-2 = about { $expected_hours } of work is expected in the next { $ahead_days }
ahead-week_rough-1 = as a first guess, the next { $ahead_days } look like { $expected_hours } of work
ahead-week_free-1 = the next { $ahead_days } are yours: no work is expected
ahead-week_free-2 = the next { $ahead_days } look free of work
ahead-week_due-1 =
    { $due_n ->
        [one] { $due } is due in the next { $ahead_days }
       *[other] { $due } are due in the next { $ahead_days }
    }
ahead-tomorrow-1 = tomorrow looks like { $expected_hours } of work
ahead-tomorrow-2 = about { $expected_hours } of work is expected tomorrow
ahead-tomorrow_rough-1 = as a first guess, tomorrow looks like { $expected_hours } of work
ahead-tomorrow_free-1 = tomorrow is yours: no work is expected
ahead-tomorrow_free-2 = tomorrow looks free of work
ahead-tomorrow_due-1 =
    { $due_n ->
        [one] { $due } is due tomorrow
       *[other] { $due } are due tomorrow
    }
ahead-due_too-1 =
    { $due_n ->
        [one] { $due } is due
       *[other] { $due } are due
    }
