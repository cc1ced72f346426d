# The sentences of narratives in English, the reference language: every file has the same keys.
#
# Facts are texts with their unit, and $<fact>_n is the number of a fact, for forms that depend on it. $period is day,
# week or month. Openings and clauses begin in lower case, and end without a full stop. Keys that end in a number are
# variants. There are no numbers but facts, also none in words.


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
fact-finished =
    { $value ->
        [one] { $value } finished task
       *[other] { $value } finished tasks
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
fact-entries =
    { $value ->
        [one] { $value } entry
       *[other] { $value } entries
    }
fact-number = { $value }
# There are always several.
fact-earlier_weeks = { $value } earlier weeks without days off
fact-earlier_months = { $value } earlier months of work
fact-percent = { $value } %
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

when-day-running = today so far
when-day-done = on { $date }
when-week-running = this week so far
when-week-done = in the week of { $date }
when-month-running = this month so far
when-month-done = in { $date }

usual-day = on a usual { $weekday }
usual-week = in your usual week
usual-month = in your usual month
usual-day-running = on a whole usual { $weekday }
usual-week-running = in your usual week by this point
usual-month-running = in your usual month by this point

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

open-both-1 = { $when } you tracked { $work }, with { $tasks_completed }
open-both-2 = { $when }: { $work }, and { $tasks_completed }
open-both-3 = { $work } and { $tasks_completed }: that is the picture { $when }
open-both-4 = in the books { $when }: { $work }, and { $tasks_completed }
open-work-1 = { $when } you tracked { $work }
open-work-2 = { $when }: { $work }
open-work-3 = { $work }: that is the picture { $when }
open-tasks-1 = { $when } you have { $tasks_completed } to show
open-tasks-2 = { $when }: { $tasks_completed }
open-tasks-3 = in the books { $when }: { $tasks_completed }
open-focus-1 = { $when } you tracked { $focus } of focus
open-focus-2 = { $when }: { $focus } of focus
open-other-1 = { $when } no work is on record, and there was room for other things
open-other-2 = no work on record { $when }: room for other things


### Changes that stand out, and cautions

change-hours_more-1 = you worked { $hours_more } more than { $usual }
change-hours_more-2 = work took { $hours_more } more time than { $usual }
change-hours_less-1 = you worked { $hours_less } less than { $usual }
change-hours_less-2 = work took { $hours_less } less time than { $usual }
change-focus_more-1 = you had { $focus_more } more focus than { $usual }
change-focus_more-2 = focus got { $focus_more } more time than { $usual }
change-focus_less-1 = you had { $focus_less } less focus than { $usual }
change-focus_less-2 = focus got { $focus_less } less time than { $usual }
change-tasks_more-1 = you finished { $tasks_more } more tasks than { $usual }
change-tasks_more-2 = there are { $tasks_more } more finished tasks than { $usual }
change-tasks_less-1 = you finished { $tasks_less } fewer tasks than { $usual }
change-tasks_less-2 = there are { $tasks_less } fewer finished tasks than { $usual }
change-rest_more-1 = you rested { $rest_more } more than { $usual }
change-rest_more-2 = rest got { $rest_more } more time than { $usual }
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
        [month] a day of work was about as long as { $usual }
       *[other] you worked about as much as { $usual }
    }
steady-2 =
    { $period ->
        [month] days of work were close in length to those { $usual }
       *[other] the hours are close to those { $usual }
    }
early-1 = it is early to compare: that takes { $needed }
early-2 = comparisons begin with { $needed }

# After another change, and alone.
with-rest_less-1 = with { $rest_less } less rest
with-hours_more-1 = with { $hours_more } more work
caution-rest_less-1 = rest is { $rest_less } below that { $usual }
caution-hours_more-1 = work is { $hours_more } above that { $usual }
caution-long_days-1 = { $overload_days } had more work than your limit
caution-long_days-2 = work went beyond your limit on { $overload_days }
caution-evenings-1 = work went on after { $evening_from } on { $evenings }
caution-evenings-2 = { $evenings } had work after { $evening_from }


### The best moment

best-hour-1 = focus was at its best from { $best_hour } to { $best_hour_end }, with { $best_focus }
best-hour-2 = from { $best_hour } to { $best_hour_end } you had the most focus: { $best_focus }
best-focus-1 = the best day for focus was { $best_day }, with { $best_focus }
best-focus-2 = { $best_day } had the most focus: { $best_focus }
best-focus-3 = focus was at its best on { $best_day }, with { $best_focus }
best-tasks-1 = the best day for getting things done was { $best_day }, with { $best_tasks }
best-tasks-2 = { $best_day } stands out, with { $best_tasks }


### Breaks and health

rest-breaks-rest-1 = you took { $breaks } and rested for { $rest } in all
rest-breaks-rest-2 = there was room for { $breaks } and { $rest } of rest
rest-breaks-1 = you took { $breaks }
rest-breaks-2 = there was room for { $breaks }
rest-rest-1 = you rested for { $rest } in all
rest-rest-2 = there was room for { $rest } of rest
rest-none-1 = no rest was tracked
rest-none-2 = rest is not on record
health-water-1 =
    { $period ->
        [day] you drank { $water }
       *[other] drinks averaged { $water } a day, over { $water_days }
    }
health-lunch-1 =
    { $period ->
        [day] there was time for lunch
       *[other] there was time for lunch on { $lunch_days }
    }
health-both-1 =
    { $period ->
        [day] you drank { $water } and had lunch
       *[other] drinks averaged { $water } a day over { $water_days }, with lunch on { $lunch_days }
    }


### Tags, plans, and other facts of the period

tags-part-1 = { $tag } was your most frequent tag: { $tag_tasks }, most often finished { $tag_part }
tags-part-2 = { $tag_tasks } had the tag { $tag }, and you finished these most often { $tag_part }
tags-plain-1 = { $tag } was your most frequent tag, with { $tag_tasks }
tags-plain-2 = { $tag_tasks } had the tag { $tag }, the most of all tags
plans-carried-1 = { $carried_over } of { $planned } moved on to a later day
plans-carried-2 = of { $planned }, { $carried_over } can start afresh on another day
plans-done-1 = { $planned }, and nothing was carried over
plans-done-2 = nothing was left for another day: { $planned } in all
start-1 = a typical day of work began at { $start }
entries-1 = in all, there is a record of { $entries }


### What is ahead

ahead-week-1 = the coming week looks like { $expected_hours } of work
ahead-week-2 = about { $expected_hours } of work is expected in the coming week
ahead-week_rough-1 = by a first guess, the coming week has { $expected_hours } of work
ahead-week_free-1 = no work is expected in the coming week
ahead-week_free-2 = the coming week looks free of work
ahead-week_due-1 =
    { $due_n ->
        [one] { $due } is due in the coming week
       *[other] { $due } are due in the coming week
    }
ahead-tomorrow-1 = tomorrow looks like { $expected_hours } of work
ahead-tomorrow-2 = about { $expected_hours } of work is expected tomorrow
ahead-tomorrow_rough-1 = by a first guess, tomorrow has { $expected_hours } of work
ahead-tomorrow_free-1 = no work is expected tomorrow
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
