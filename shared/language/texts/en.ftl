# The companion's texts in English, the reference language: every file has the same keys.
#
# The tone is warm, short and playful, in the first person, and never scolding. Keys that end in a number are
# variants of one message. Durations ($worked, $continuous, $over, $rested, $ago, $focus) are passed as text,
# counts as numbers.


### Durations and times

duration-hours-minutes = { $hours } h { $minutes } min
duration-hours = { $hours } h
duration-minutes = { $minutes } min

# A local time $time, for use in other texts; $hour is its hour, 0 to 23, for languages in which that matters.
at-time = at { $time }


### Moods: <mood>-<cause>-<n>
### Each may use $person, $worked (today), $continuous (work without a rest), $streak (active days in a row)
### and $tasks (completed today). proud-task has 1 to 4 tasks, proud-many 5 or more, happy-streak 3 days or more:
### leave out plural forms that none of these numbers has.

exhausted-overtime-1 = My battery light is blinking after { $worked } of work. Shall we leave the rest for tomorrow?
exhausted-overtime-2 = { $worked } today: that is a full plate. I’d love to call it a day with you.
exhausted-overtime-3 = I’m running on crumbs now, { $person }. How about we switch off the screen and stretch?
exhausted-overtime-4 = Even my shadow is yawning. The work will still be there tomorrow, and we’ll be fresher.

exhausted-no-rest-1 = { $continuous } in one go, phew. Let’s put our feet up for a few minutes.
exhausted-no-rest-2 = I need to sit down, { $person }. Ten minutes away from the screen would do us both good.
exhausted-no-rest-3 = I’m as wobbly as jelly after { $continuous } without a pause. A short walk, perhaps?
exhausted-no-rest-4 = I’m seeing little stars on the screen. Come, let’s rest our eyes for a while.

exhausted-long-day-1 = What a long day. I’m dreaming of a blanket and something warm.
exhausted-long-day-2 = I gave this day all I had, and so did you. A quiet hour sounds wonderful.
exhausted-long-day-3 = My energy has gone home ahead of us, { $person }. Shall we follow it soon?
exhausted-long-day-4 = I feel like cotton wool by now. A good break would bring my sparkle back.

exhausted-after-1 = I’ve left it all on the desk today. Now it’s blankets and something warm.
exhausted-after-2 = That was a big day, { $person }. I’ll just lie here and listen to the quiet.
exhausted-after-3 = My battery is charging. You rest your eyes, and I’ll rest mine.
exhausted-after-4 = The day is behind us. All I’m lifting now is a cup of tea.

thirsty-never-1 = I haven’t tasted a drop yet today. Shall we share the first glass?
thirsty-never-2 = I feel like a fern on a dry windowsill. A first sip would perk me right up.
thirsty-never-3 = Psst, { $person }: the tap and I haven’t met today. Will you introduce us?
thirsty-never-4 = I have just one wish: a glass of water. The first one always tastes best.

thirsty-long-ago-1 = My last sip is only a memory by now. Time to refill the glass?
thirsty-long-ago-2 = My mouth is dry again, { $person }. One little glass and I’ll be dancing.
thirsty-long-ago-3 = That last drink was lovely. Shall we have another?
thirsty-long-ago-4 = I can hear water calling from the kitchen. Shall we go and say hello?

hungry-lunch-1 = Is that lunch I smell? My tummy is already clapping.
hungry-lunch-2 = It’s lunch time, { $person }. Let’s find something good, away from the screen.
hungry-lunch-3 = My tummy just rang the lunch bell. The work can wait while we eat.
hungry-lunch-4 = A proper lunch would make my day. What’s on the menu?

hungry-empty-1 = My tummy is humming a little tune. Shall we look for a snack?
hungry-empty-2 = I’m running low on fuel, { $person }. Something small and tasty would help.
hungry-empty-3 = I was dreaming of toast with my eyes open. A little bite, perhaps?
hungry-empty-4 = There’s room for a banana in here. Or two. Shall we have a look in the kitchen?

tired-overtime-1 = With { $worked } the day is nicely full. I’m ready to slow down when you are.
tired-overtime-2 = The extra hours are tickling my eyelids. Let’s find a good place to stop.
tired-overtime-3 = We’ve done enough for today, { $person }. A little free time would suit us well.
tired-overtime-4 = I feel my light dimming, like a lamp at nightfall. Shall we start to pack up?

tired-no-rest-1 = { $continuous } without a pause. I fancy a stretch, will you join me?
tired-no-rest-2 = My thoughts are getting tangled. Five minutes of fresh air would comb them.
tired-no-rest-3 = Shall we look out of the window for a bit, { $person }? My eyes would like that.
tired-no-rest-4 = A little break now, and the next hour will feel lighter. I’ll bring the quiet.

tired-long-day-1 = It’s turning into a long day. I’m taking it slowly now.
tired-long-day-2 = I’m at tortoise speed by now, and that is fine. Tortoises get there, too.
tired-long-day-3 = We’ve come far today, { $person }. A small rest would taste sweet.
tired-long-day-4 = My yawns are getting longer than my sentences. Shall we catch our breath?

tired-after-1 = The day still hums in my ears. A slow hour or two will hush it.
tired-after-2 = I’m winding down, { $person }. No hurry, the sofa isn’t going anywhere.
tired-after-3 = A bit sleepy, and in good company: that’s how a workday should end.
tired-after-4 = My feet are up and my thoughts are following. Enjoy your time off.

proud-task-1 = Done! I saw the whole thing, and I’m beaming.
proud-task-2 = Another one off the list, { $person }. That calls for a little dance.
proud-task-3 =
    { $tasks ->
        [one] { $tasks } task done today, and how it shines. Nice work.
       *[other] { $tasks } tasks done today, and how they shine. Nice work.
    }
proud-task-4 = That went well. Let’s enjoy it for a moment before we go on.

proud-many-1 = { $tasks } tasks today. I’m running out of stars to hand out.
proud-many-2 = What a day, { $person }: { $tasks } tasks done. Let’s celebrate with a break.
proud-many-3 = The list is shrinking so fast that I can feel the breeze. Lovely.
proud-many-4 = I’m glowing with pride today. A little rest would go well with this moment.

asleep-night-1 = Zzz... I’m dreaming of clouds shaped like coffee cups.
asleep-night-2 = Shh, I’m sleeping under a blanket of stars. Sleep well, { $person }.
asleep-night-3 = I’m dreaming of tomorrow, very slowly. See you when the sun is up.
asleep-night-4 = My eyes are closed and all is quiet. Whatever it is, it will keep until morning.

relaxed-closed-1 = The day is closed and my feet are up. Enjoy your time, { $person }.
relaxed-closed-2 = There’s nothing left to do today. I’m listening to the silence, and it sounds lovely.
relaxed-closed-3 = We’ve tucked the day in. Now I’m just floating.
relaxed-closed-4 = I’ve folded today away in its drawer. How about a little bit of nothing?

happy-rested-1 = I feel like a morning breeze. What shall we do next?
happy-rested-2 = I have all I need right now, { $person }. It’s good to be here with you.
happy-rested-3 = Everything in me is purring. This pace suits us.
happy-rested-4 = I could turn a cartwheel right now. You look after us so well.

happy-streak-1 = { $streak } days in a row. We make a good team.
happy-streak-2 = Day { $streak } of our streak, { $person }. I keep it warm in my pocket.
happy-streak-3 = Another active day, another little lantern lit. I like how it looks.
happy-streak-4 = There are { $streak } little flags waving on my roof: one for each day of our streak.

happy-hydrated-1 = Splash! I’m full of water and full of ideas.
happy-hydrated-2 = I gleam like a pebble in a brook. Thank you for the water, { $person }.
happy-hydrated-3 = My tank is full and the bubbles are in charge. Water suits us.
happy-hydrated-4 = I feel like a plant after the rain. Good sips today.

content-working-1 = I’m right here beside you. One thing at a time.
content-working-2 = We have a good rhythm going. I’m tapping along with my foot.
content-working-3 = Quiet and busy, just how I like it. Tell me when you’d like a break.
content-working-4 = I’m humming softly while you work, { $person }. All is well.

content-off-1 = No work right now: the day, you and me. I like it.
content-off-2 = I’m watching the clouds go by. That one looks like a teapot.
content-off-3 = Free time suits you, { $person }. I’m here if you need me.
content-off-4 = I’m pottering about, doing nothing in particular. It’s very pleasant.

content-morning-1 = Good morning, { $person }. No hurry, I’m still stretching.
content-morning-2 = A brand-new day, still in its wrapping. We’ll open it when you like.
content-morning-3 = My eyes are open and I’m looking out of the window. Take your time.
content-morning-4 = The day is young and so am I. Shall we start with something pleasant?


### Moods in a word or two, to follow "is"

mood-exhausted = exhausted
mood-thirsty = thirsty
mood-hungry = hungry
mood-tired = tired
mood-proud = proud
mood-asleep = asleep
mood-relaxed = relaxed
mood-happy = happy
mood-content = content

# The alternative text of the picture. $name is the companion's name, $mood one of the texts above.
face-title = { $name } is { $mood }


### Reasons for the value of each meter

reason-energy-fresh = My energy is untouched: no work so far today.
reason-energy-working = I spent energy on { $worked } of work, { $continuous } of it without a rest.
reason-energy-pausing = I spent energy on { $worked } of work, and we’ve just had a rest.
reason-energy-worked = I spent energy on { $worked } of work today; now I get it back, bit by bit.
# $over is the part of $worked beyond the limit of a workday.
reason-energy-overtime = We’ve worked { $worked }, { $over } more than a workday, and that draws on my energy.
reason-energy-yesterday = I brought some tiredness over from yesterday’s work.
reason-energy-rested = Today’s rest ({ $rested }) gave me energy back.
reason-energy-closed = The day is closed, so my energy is coming back.

# $ago is the time since the last drink; $ml and $goal are millilitres.
reason-hydration-drunk = We drank { $ml } of { $goal } ml today, the last sip { $ago } ago.
reason-hydration-dry = We’ve had nothing to drink yet today, and { $worked } of work makes me thirsty.
reason-hydration-yesterday = I brought some thirst over from yesterday’s work.
reason-hydration-well = I’m not thirsty: there’s plenty of water in me yet.
reason-hydration-resting = We haven’t worked yet today, so I’m not thirsty.

# $ago is the time since the meal.
reason-fullness-lunch = Our lunch was { $ago } ago.
reason-fullness-meal = Our last bite was { $ago } ago.
reason-fullness-empty = We’ve had nothing to eat yet today, and { $worked } of work makes me hungry.
reason-fullness-yesterday = I brought some hunger over from yesterday’s work.
reason-fullness-well = I’m not hungry: there’s plenty in my tummy yet.
reason-fullness-resting = We haven’t worked yet today, so I’m not hungry.


### Reminders, also used as the bodies of notifications

reminder-water-1 = A glass of water would be lovely now. One for you, one for me?
reminder-water-2 = It’s sip o’clock. Shall we fill the glass?
reminder-water-3 = My throat feels a little dry. Shall we drink some water?

reminder-lunch-1 = It’s lunch time. Let’s sit down and enjoy something good.
reminder-lunch-2 = The kitchen is calling us. A good lunch away from the screen sounds great.
reminder-lunch-3 = Shall we eat? The work will gladly wait for us.

reminder-rest-1 = { $continuous } of work in one go. Shall we pause for five minutes?
reminder-rest-2 = After { $continuous } a stretch would feel good. I’ll start.
reminder-rest-3 = After { $continuous } our eyes would enjoy something far away. Shall we look out of the window?

reminder-wind_down-1 = { $worked } today: a good day’s work. Shall we slow down?
reminder-wind_down-2 = Let’s tidy our thoughts and close the day. { $worked } is plenty.
reminder-wind_down-3 = After { $worked } the rest of the day is ours. What is left will keep until tomorrow.


### Notifications

# $title is the title of the task.
notification-task_reminder-title = A task you wanted to remember
notification-task_reminder-body = You asked me to remind you: “{ $title }”.

# $time is the local time at which the task is due; the first text is of a task that is due on a day.
notification-deadline-title = A due date is near
notification-deadline-day-body = “{ $title }” is due today. One small step is a good start.
notification-deadline-today-body = “{ $title }” is due today { at-time }. One small step is a good start.
notification-deadline-tomorrow-body = “{ $title }” is due tomorrow { at-time }. There is still time.
# On the day before a day of 23 hours.
notification-deadline-later-body = “{ $title }” is due in 24 hours, { at-time }. There is still time.

notification-shutdown_reminder-title = Your day can end here
notification-shutdown_reminder-body = This is when you wanted to stop. What is left will keep; shall we close the day together?

notification-water-title = A little water
notification-lunch-title = Time for lunch
notification-rest-title = A short rest
notification-wind_down-title = Time to slow down

# $worked is how long the session has been running.
notification-session_forgotten-title = Is the clock still running?
notification-session_forgotten-body = Your work session has been open for { $worked }. If you have finished, you can end it now and then correct when it ended.

# All values are for last week, except $streak, which is the current one.
notification-weekly_summary-title = Your week in a few words
notification-weekly_summary-body =
    Last week: { $worked } of work, { $focus } of focus, { $tasks ->
        [one] { $tasks } finished task
       *[other] { $tasks } finished tasks
    } and { $streak ->
        [0] a fresh streak to begin.
        [one] a streak of { $streak } day.
       *[other] a streak of { $streak } days.
    }

# $name is the name of the achievement or challenge.
notification-achievement-title = A new achievement
notification-achievement-body = We earned “{ $name }”. I’ve hung it where we can both see it.

notification-challenge-title = Challenge completed
notification-challenge-body = We completed “{ $name }” this week. Let’s celebrate with a good rest.

# The body depends on the companion's stage at the level.
notification-level-title = A new level
notification-level-hatchling-body = We’ve reached level { $level }. This hatchling grows a little with every day beside you.
notification-level-sprout-body = We’ve reached level { $level }. This sprout has a new leaf, and it turns towards you.
notification-level-companion-body = We’ve reached level { $level }. I’m so glad to be your companion.
notification-level-guardian-body = We’ve reached level { $level }. As your guardian, I’ll watch over our rests.
notification-level-sage-body = We’ve reached level { $level }. Even a sage like me still learns from your days.

# $chat is the name of the platform, $workspace that of the workspace in it.
notification-link-linked-title = A chat can act for you
notification-link-linked-body = { $chat } ({ $workspace }) now acts for your account. Was it not you? Remove the link in the settings, and change your password.
notification-link-moved-title = A chat has another account
notification-link-moved-body = { $chat } ({ $workspace }) was linked to another account, and to yours no longer.
notification-link-ended-title = A chat is no longer linked
notification-link-ended-body = { $chat } ({ $workspace }) takes no more messages from me, so I have removed the link. You can link it again in the settings.

notification-security-enabled-title = Signing in now needs a code
notification-security-enabled-body = Your other sign-ins have ended. Keep the recovery codes away from your phone.
notification-security-removed-title = Signing in no longer needs a code
notification-security-removed-body = Your sign-ins have ended. Not you? Change your password.
notification-security-reset-title = Signing in no longer needs a code
notification-security-reset-body = An administrator has removed your second factor, and your sign-ins have ended. You can set it up again in the settings.
notification-security-recovery-codes-title = You have new recovery codes
notification-security-recovery-codes-body = The earlier ones no longer work. Not you? Change your password.
notification-security-recovery-code-title = A recovery code was used
notification-security-recovery-code-body = { $left ->
    [0] It was the last one: make new ones in the settings.
    [one] One is left: make new ones in the settings.
   *[other] { $left } are left. Not you? Change your password.
  }
notification-security-guesses-title = Your password may be known
notification-security-guesses-body = It was right, but five codes did not match. Not you? Change your password.


### Alerts
### Durations: $expected_hours of this ISO week or, compared with the $usual_hours, of the coming seven days;
### $limit_hours of a week or a day. Of $days days like today, $long_days were longer than the limit.

notification-overload_ahead-title = A full week is ahead
notification-overload_ahead-week-body = By your own days this week comes to { $expected_hours } of work, more than { $limit_hours }. Is there a day that could be shorter?
notification-overload_ahead-last_week-body = Last week had { $expected_hours } of work; another one like it passes { $limit_hours }. Is there a day that could be shorter?
notification-overload_ahead-rising-body = Your weeks have risen to { $last_week_hours } of work; { $usual_hours } is usual. Is there something that could wait?
notification-overload_ahead-usual-body = The next seven days look like { $expected_hours } of work; { $usual_hours } is usual. Is there something that could wait?

notification-long_day_ahead-title = A long day is ahead
notification-long_day_ahead-weekday-body = Of the last { $days } days of this weekday that went this far, { $long_days } passed { $limit_hours }. Is there something that could wait?
notification-long_day_ahead-start-body = Of the last { $days } days that began like today and went this far, { $long_days } passed { $limit_hours }. Is there something that could wait?

notification-recovery-title = A moment to recover


### Charts
### $worked, $focus, $overtime and $most are durations, $day the day of a month, $year a text. The names of months
### and of days of the week, from Monday, are separated by spaces.

chart-months = January February March April May June July August September October November December
chart-months-short = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
chart-weekdays = Monday Tuesday Wednesday Thursday Friday Saturday Sunday
chart-weekdays-short = Mon Tue Wed Thu Fri Sat Sun
chart-day = { $day } { $month } { $year }
chart-day-short = { $day } { $month }
chart-period = { $first } – { $last } { $year }
chart-one-day = { $last } { $year }

chart-work = work
chart-focus = focus
chart-overtime = overtime
chart-tasks = tasks done
chart-empty = Nothing here yet. Your next session will be the first.

chart-days-title = Your days
chart-days-nothing = From { $first } to { $last }: no work yet.
# $best is the day with most focus, $most its focus.
chart-days-description =
    From { $first } to { $last }: { $worked } of work, { $overtime } of it overtime, { $focus } of focus and { $tasks ->
        [one] { $tasks } finished task
       *[other] { $tasks } finished tasks
    }. Best day for focus: { $best }, with { $most }.

chart-heatmap-title = The hours of your week
chart-heatmap-period =
    { $weeks ->
        [one] { $weeks } week
       *[other] { $weeks } weeks
    }
chart-heatmap-nothing =
    { $weeks ->
        [one] The last week
       *[other] The last { $weeks } weeks
    }: no work yet.
# $most is the work in the hour of the week with most of it.
chart-heatmap-description =
    { $weeks ->
        [one] The last week
       *[other] The last { $weeks } weeks
    }: { $worked } of work, { $focus } of focus and { $tasks ->
        [one] { $tasks } finished task
       *[other] { $tasks } finished tasks
    }. Most work: { $weekday } { at-time }, with { $most }.

chart-outlook-title = Your week ahead
chart-outlook-day = { $weekday }: { $hours }.
chart-expected = expected
chart-range = likely range
chart-line = a long day: over { $hours }

# The assistant
outlook-off = The assistant is switched off in your preferences.
outlook-none =
    { $missing ->
        [one] One more day of history, and the coming week can be predicted.
       *[other] { $missing } more days of history, and the coming week can be predicted.
    }
outlook-untracked = No work was tracked so far, so the coming week cannot be predicted.
# Four of five weeks are within $low and $high, which are the same in outlook-week-steady.
outlook-week = Expected in the next seven days: { $hours } of work, probably between { $low } and { $high }.
outlook-week-rough = A first guess of the next seven days: { $hours } of work, probably { $low } to { $high }.
outlook-week-steady = Expected in the next seven days: { $hours } of work.
outlook-week-free = No work is expected in the next seven days.

# What recent days say about the coming week, $hours without a sign.
factor-recent_weeks-more = Going by recent weeks: { $hours } more than usual.
factor-recent_weeks-less = Going by recent weeks: { $hours } less than usual.
factor-last_week-more = Going by the last seven days: { $hours } more than usual.
factor-last_week-less = Going by the last seven days: { $hours } less than usual.
factor-last_days-more = Going by the last three days: { $hours } more than usual.
factor-last_days-less = Going by the last three days: { $hours } less than usual.
factor-days_off-more = Days off: { $hours } more.
factor-days_off-less = Days off ahead: { $hours } less.

task-at-risk = { $title }: { $left } of its estimate left, and { $free } of work expected until it is due.

# Insights. Each metric is a fact without its full stop: $value or $amount, and $n, the days or cases that it rests on.
# The period before had $percent fewer or more. A key that ends in none says why a metric is not known.
insight-fact = { $fact }.
insight-newest = { $fact }, of the { $limit } newest tasks.
insight-more =
    { $fact }, { $percent }% more than in the { $weeks ->
        [one] week
       *[other] { $weeks } weeks
    } before.
insight-fewer =
    { $fact }, { $percent }% fewer than in the { $weeks ->
        [one] week
       *[other] { $weeks } weeks
    } before.
insight-less =
    { $fact }, { $percent }% less than in the { $weeks ->
        [one] week
       *[other] { $weeks } weeks
    } before.

insight-hours_worked =
    { $value } of work on { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
insight-hours_worked-none = No work was recorded in this period.
insight-active_share =
    { $amount }% of the work was focus, on { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
insight-active_share-none = No focus was recorded during work in this period.
insight-tasks_completed =
    { $amount ->
        [one] { $amount } task
       *[other] { $amount } tasks
    } completed, on { $n ->
        [one] { $n } day
       *[other] { $n } days
    } with entries
insight-tasks_completed-none = There are no tasks in this period.
insight-tasks_pending =
    { $amount } of { $n ->
        [one] { $n } task
       *[other] { $n } tasks
    } open
insight-tasks_pending-none = There are no tasks in this period.
insight-task_progress =
    { $amount }% done of { $n ->
        [one] { $n } subtask
       *[other] { $n } subtasks
    }
insight-task_progress-none = No task of this period has subtasks.
insight-minutes_per_task =
    { $amount } min per task, over { $n ->
        [one] { $n } task
       *[other] { $n } tasks
    }
insight-minutes_per_task-none = No time was tracked on the tasks completed in this period.
insight-estimate_deviation-over =
    { $amount }% more time than estimated, over { $n ->
        [one] { $n } task
       *[other] { $n } tasks
    }
insight-estimate_deviation-under =
    { $amount }% less time than estimated, over { $n ->
        [one] { $n } task
       *[other] { $n } tasks
    }
insight-estimate_deviation-even =
    Just the time estimated, over { $n ->
        [one] { $n } task
       *[other] { $n } tasks
    }
insight-estimate_deviation-none = No task completed in this period has both an estimate and tracked time.
insight-breaks =
    { $amount ->
        [one] { $amount } break
       *[other] { $amount } breaks
    } in { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
insight-breaks-none = No break was recorded in this period.
insight-break_minutes =
    { $value } of breaks in { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
insight-break_minutes-none = No break was recorded in this period.
insight-recommended_breaks_kept =
    A rest followed { $amount }% of { $n ->
        [one] { $n } rest reminder
       *[other] { $n } rest reminders
    }
insight-recommended_breaks_kept-none = No rest reminder was sent in this period.
insight-work_break_balance =
    { $amount } min of rest per hour of work, on { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
insight-work_break_balance-none = No work with rest was recorded in this period.
insight-usual_start = Work usually starts at { $value }, over { $n } days
insight-usual_start-none = A usual start needs { $needed } days of work in this period.
insight-usual_end = Work usually ends at { $value }, over { $n } days
insight-usual_end-none = A usual end needs { $needed } days of work in this period.
insight-overload_days =
    { $amount } of { $n ->
        [one] { $n } day
       *[other] { $n } days
    } of work longer than your limit
insight-overload_days-none = No work was recorded in this period.
insight-regularity = A regularity score of { $amount }, over { $n } days
insight-regularity-none = Regularity needs { $needed } days of work in this period.
insight-carried_over =
    { $amount } of { $n ->
        [one] { $n } planned task
       *[other] { $n } planned tasks
    } carried over
insight-carried_over-none = No task was planned for a day of this period.
insight-reminder_response_minutes =
    Usually { $amount } min from a reminder to a response, over { $n ->
        [one] { $n } reminder
       *[other] { $n } reminders
    }
insight-reminder_response_minutes-none = No reminder of this period has a response.
insight-interactions =
    { $amount ->
        [one] { $amount } entry
       *[other] { $amount } entries
    } a day, over { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
insight-interactions-none = Nothing was recorded in this period.

# Signals: what was tracked, and something small that could be done. $hours and $usual_hours are durations.
signal-long_week-notice = The last two weeks average { $hours } of tracked work each; the EU limit is 48 h on average.
signal-long_week-strong = The last two weeks average { $hours } of tracked work each; WHO and ILO call weeks long from 55 h.
signal-long_week-option = You could end one day this week an hour earlier.
signal-short_night = { $count } times in 14 days, tracked work began less than 11 hours after it had ended.
signal-short_night-option = You could start one day a little later after a long evening.
signal-no_free_day-notice = In 7 days, the longest time without tracked work is { $hours }; the EU weekly rest is 35 h.
signal-no_free_day-strong = In 14 days, the longest time without tracked work is { $hours }; the EU weekly rest is 35 h.
signal-no_free_day-option = You could keep one of the coming days free of work.
signal-no_break = { $count } times in 14 days, tracked work went on for over 6 hours without 15 minutes of rest.
signal-no_break-option = You could put 15 minutes of rest into the middle of the day.
signal-evenings = Tracked work after 20:00 on { $count } of the last 14 evenings; usual for you: { $usual }.
signal-evenings-option = You could choose one evening this week that stays free.
signal-weekends = Tracked work on { $count } of your free days in the last 14 days; usual for you: { $usual }.
signal-weekends-option = You could keep your next free day free of work.
signal-rising_load = The last two weeks average { $hours } of tracked work each; usual for you: { $usual_hours }.
signal-rising_load-option = You could move something planned for this week to the next.
signal-tough_days = You rated { $count } of your last { $total } shutdowns as tough.
signal-tough_days-option = You could begin tomorrow with something small that you enjoy.
signal-skipped_breaks = A tracked rest followed { $percent }% of { $total } rest reminders in four weeks.
signal-skipped_breaks-option = You could let the next reminder be a rest of five minutes.

# The sources of the rules.
signal-source-directive-3 = Directive 2003/88/EC, article 3
signal-source-directive-4 = Directive 2003/88/EC, article 4
signal-source-directive-5 = Directive 2003/88/EC, article 5
signal-source-directive-6 = Directive 2003/88/EC, article 6
signal-source-who-ilo = WHO/ILO 2021: Pega et al., Environment International 154, 106595
signal-source-detachment = Wendsche & Lohmann-Haislah 2017, Frontiers in Psychology 7, 2072
signal-source-history = Your own history
signal-source-ratings = Your own ratings

# The plan of a day. $begin and $end are local times, $worked, $limit and $length durations.
plan-text =
    { $tasks ->
        [one] { $tasks } task
       *[other] { $tasks } tasks
    }: { $worked } of work from { $begin } to { $end }.
plan-text-free-day = A day without work: nothing is planned.
plan-text-shut-down = You have closed this day, so nothing more is planned.
plan-text-no-tasks = No open tasks: the day is yours.
plan-text-full = The limit of this day leaves no time for more tasks.
plan-text-over = Your usual hours of this day are over.
plan-text-short = None of your open tasks fits into { $left }.
plan-text-none = Your open tasks start later, or belong to other days.

# What the plan is made from.
plan-because-limit = Your limit is { $limit } of work a day.
plan-because-worked = Your limit is { $limit } of work a day; worked so far: { $worked }.
plan-because-reserve = { $percent }% of the remaining time stays free: your share of work without focus, from 20 to 40%.
plan-because-default-reserve = { $percent }% of the remaining time stays free for what comes up.
plan-because-hours = You usually work from { $begin } to { $end }.
plan-because-default-hours = The plan goes from { $begin } to { $end } until your usual hours are known.
plan-because-session = A work session is running, so the plan begins now.
plan-because-clock-out = You want to stop { at-time }.
plan-because-best-hours = Tasks of high priority go into the hours in which your focus is best.
plan-because-most-due = Only the { $limit } open tasks that are due first are considered.

# Why a block is in the plan: a reason, then an estimate.
plan-why-overdue = Its due date has passed.
plan-why-due_earlier = It is due before this day.
plan-why-due = It is due on this day.
plan-why-due_soon = The days until its due date have no room for all that is due by then.
plan-why-planned = You planned it for this day.
plan-why-carried_over = You planned it for an earlier day.
plan-why-high_priority = It has high priority.
plan-why-next = It is next by priority and age.
plan-why-best-hours = Your focus is best at this time.
plan-why-break = A break after at most { $after } of work.
plan-why-lunch = Your time for lunch.
plan-estimate-task = By your estimate, { $length } to go.
plan-estimate-tags = About { $length } to go, by your tasks with “{ $tag }”.
plan-estimate-several-tags = About { $length } to go, by your tasks with its tags.
plan-estimate-tasks = About { $length } to go, by your other tasks.
plan-estimate-default = Counted as { $length }, without an estimate or similar tasks.
plan-estimate-least = It gets { $length }, the least that is planned.

# Why a task is left out.
plan-left-no_room = No time is left for it on this day.
plan-left-rest = Left for another day: { $length }.
plan-left-starts_later = It starts later.
plan-left-planned_elsewhere = You planned it for another day.

# Recommendations: of each kind a title, a text, and the label of a button. Reasons are the keys with because.
recommendation-number = { $value }
recommendation-percent = { $value }%
recommendation-millilitres = { $value } ml
recommendation-date = { $day } { $month }
recommendation-name = “{ $value }”

recommendation-next_task-title = Up next
recommendation-next_task-text = { $task } could be next; { $focus } would be a good start.
recommendation-next_task-action = Start it
recommendation-because-overdue = Its due date has passed.
recommendation-because-due-today = It is due today.
recommendation-because-due-soon = The days until its due date have no room for all that is due by then.
recommendation-because-planned = It is planned for today.
recommendation-because-planned-earlier = It was planned for an earlier day.
recommendation-because-priority = It has a high priority.
recommendation-because-others =
    { $tasks ->
        [one] It is the only open task for today.
       *[other] Of { $tasks } open tasks for today, it comes first.
    }
recommendation-because-first = It comes first by priority and age.
recommendation-because-left = About { $left } of work is left.
recommendation-because-fits = About { $left } of work is left, which fits into today.
recommendation-because-best-hours-now = This is one of your best hours for focus.

recommendation-start_focus-title = A good moment for focus
recommendation-start_focus-text = How about { $focus } of focus?
recommendation-start_focus-action = Start focusing
recommendation-because-focus-missing = Your goal for today is { $missing } away.
recommendation-because-focus-so-far = Today so far: { $focused } of focus.
recommendation-because-focus-first = It would be the first focus of today.
recommendation-because-focus-usual =
    { $sessions ->
        [one] Your last session was about that long.
       *[other] Your last { $sessions } sessions were about that long.
    }

recommendation-take_break-title = A short break
recommendation-take_break-text = { $break } away from the screen would do you good.
recommendation-take_break-action = Take a break
recommendation-because-no-rest = You have worked for { $worked } without a rest; one is welcome after { $after }.

recommendation-drink-title = A glass of water
recommendation-drink-text = How about { $amount } of water?
recommendation-drink-action = Log this drink
recommendation-because-drunk-ago = The last drink was { $ago } ago; today’s total is { $drunk } of { $goal }.
recommendation-because-not-drunk = No drink is logged for today yet; your goal is { $goal }.

recommendation-lunch-title = Lunch time
recommendation-lunch-text = A good meal away from the screen? There is time until { $to }.
recommendation-lunch-action = Log lunch
recommendation-because-lunch-time = Your lunch time is from { $from } to { $to }.
recommendation-because-worked-today = You have worked for { $worked } today.

recommendation-replan_overdue-title = A new day for a task
recommendation-replan_overdue-text = { $task } could move to { $day }.
recommendation-replan_overdue-action = Move it
recommendation-because-past-its-day =
    { $days ->
        [one] Its day was yesterday.
       *[other] Its day was { $days } days ago.
    }
recommendation-because-overdue-tasks = { $tasks } open tasks are past their day.

recommendation-split_task-title = Smaller steps
recommendation-split_task-text = { $task } may be easier in two steps.
recommendation-split_task-action = Add two steps
recommendation-step-first = A first small step
recommendation-step-rest = The rest of it
recommendation-because-open-long = It has been open for { $days } days and has no steps yet.
recommendation-because-carried-over =
    { $times ->
        [one] It has moved on to another day { $times } time.
       *[other] It has moved on to another day { $times } times.
    }

recommendation-estimate_better-title = An estimate that fits
recommendation-estimate_better-text = { $estimate } could be a good estimate for { $task }.
recommendation-estimate_better-action = Set this estimate
recommendation-because-takes-longer = Your last { $tasks } tasks with an estimate took { $deviation } more time than estimated.
recommendation-because-takes-less = Your last { $tasks } tasks with an estimate took { $deviation } less time than estimated.

recommendation-protect_best_hours-title = Room for your best hours
recommendation-protect_best_hours-text = From { $from } to { $to } you could keep time for { $task }.
recommendation-protect_best_hours-action = Remind me then
recommendation-because-best-hours = { $share } of your focus is between { $from } and { $to }, on { $days } days.

recommendation-lighter_day-title = A lighter day ahead
recommendation-lighter_day-text = About { $hours } of work is expected on { $day }. Perhaps something can wait.
recommendation-lighter_day-text-task = { $task } could wait until { $other_day }: { $day } may have { $hours } of work.
recommendation-lighter_day-action = Move it
recommendation-lighter_day-look = See the week ahead
recommendation-because-long-day = More than { $limit } of work is likely on { $day }.
recommendation-because-long-days = It is not the only long day of the coming week.

recommendation-stop_for_today-title = Enough for today
recommendation-stop_for_today-text = { $worked } of work is a full day. What is left can wait.
recommendation-stop_for_today-action = Clock out
recommendation-because-limit = Your limit is { $limit } of work a day.

recommendation-shutdown-title = Close the day
recommendation-shutdown-text = A short look back, and the rest of the day is yours.
recommendation-shutdown-text-carry-over = A short look back, and the day is yours. Open tasks of today’s plan move to { $day }.
recommendation-shutdown-action = Shut the day down
recommendation-because-tasks-done =
    { $tasks ->
        [one] { $tasks } task is done today.
       *[other] { $tasks } tasks are done today.
    }
recommendation-because-clock-out = You wanted to stop at { $end }.
recommendation-because-usual-end = Your work usually ends at about { $end }.

recommendation-plan_tomorrow-title = Ready for tomorrow
recommendation-plan_tomorrow-text = { $task } could be part of { $day }.
recommendation-plan_tomorrow-action = Plan it for tomorrow
recommendation-because-tasks-without-day = { $tasks } open tasks are not planned for a coming day.
recommendation-because-planned-tomorrow =
    { $planned ->
        [0] Nothing is planned for { $day } yet.
        [one] { $planned } task is planned for { $day }.
       *[other] { $planned } tasks are planned for { $day }.
    }

recommendation-join_challenge-title = A challenge that fits you
recommendation-join_challenge-text = { $challenge } could be yours this week, for { $points } points.
recommendation-join_challenge-action = Join it
recommendation-because-challenge-focus = It takes { $target } focus sessions; at your usual pace it would be { $usual } by Sunday.
recommendation-because-challenge-task = It takes { $target } tasks; at your usual pace it would be { $usual } by Sunday.
recommendation-because-challenge-break = It takes { $target } breaks; at your usual pace it would be { $usual } by Sunday.
recommendation-because-challenge-shutdown = It takes { $target } early shutdowns; at your usual pace it would be { $usual } by Sunday.

recommendation-celebrate-title = Something to celebrate
recommendation-celebrate-text-streak = { $days } active days in a row: your longest streak so far.
recommendation-celebrate-text-focus = { $focused } of focus today: a new personal best.
recommendation-celebrate-text-tasks = { $tasks } tasks done today: a new personal best.
recommendation-celebrate-action = See your achievements
recommendation-because-best-streak = No streak of yours was longer than { $days } days.
recommendation-because-best-focus = The most on { $days } earlier days was { $before }.
recommendation-because-best-tasks = The most on { $days } earlier days was { $most }.

recommendation-because-often = You often do this when it is suggested.
recommendation-because-seldom = You often leave this for later, so it is further down.
