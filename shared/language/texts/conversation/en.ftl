# What the companion says in a conversation. Keys that end in a number are variants of one text.

### Days and times

day-yesterday = yesterday
day-today = today
day-tomorrow = tomorrow
day-of-year = { $weekday } { $day } { $month }
day-of-other-year = { $weekday } { $day } { $month } { $year }
day-and-time = { $day } { $time }


### Answers and suggestions, which must be understood when they are sent

answer-yes = Yes
answer-no = No
suggest-undo = Undo
suggest-add = Add a task: stretch for five minutes
suggest-tasks = What is on my list?
suggest-help = Help
suggest-status = How are you?
suggest-recommend = What should I do now?
suggest-focus = Start a focus session
suggest-unlink = Unlink


### Tasks

added-1 = Added: “{ $title }”{ $details }.
added-2 = It’s on the list: “{ $title }”{ $details }.
added-3 = Noted: “{ $title }”{ $details }.
add-what-1 = What shall I put on the list? For example: “add call the plumber on Friday”.
add-what-2 = Tell me what to add, as in “add water the plants tomorrow”.
add-sure-1 = Shall I put “{ $title }” on the list?
add-sure-2 = “{ $title }”: shall I add that as a task?
detail-due = due { $due }
detail-priority-high = high priority
detail-priority-medium = medium priority
detail-priority-low = low priority
detail-estimate = about { $length }
repeats-on = every { $days }
repeats-daily = { $count ->
    [one] every day
   *[other] every { $count } days
}
repeats-weekly = { $count ->
    [one] every week
   *[other] every { $count } weeks
}
repeats-monthly = { $count ->
    [one] every month
   *[other] every { $count } months
}
repeats-yearly = { $count ->
    [one] every year
   *[other] every { $count } years
}
and = { $first } and { $last }
remind-what-1 = What shall I remind you of? For example: “remind me to call Ana at 5 pm”.
remind-what-2 = Tell me what, as in “remind me to stretch in an hour”.
remind-when-1 = When shall I remind you of “{ $title }”?
remind-when-2 = “{ $title }”: at what time would a reminder help?
remind-past-1 = That time has already passed. When shall I remind you of “{ $title }”?
remind-past-2 = That’s in the past by now. What later time suits “{ $title }”?
reminds-1 = I’ll remind you of “{ $title }” { $when }.
reminds-2 = “{ $title }”: I’ll come back to it { $when }.
completed-1 = Done: “{ $title }”. That feels good.
completed-2 = Ticked off: “{ $title }”. Lovely.
completed-3 = “{ $title }” is done. I’m doing a little dance.
reopened-1 = Open again: “{ $title }”.
reopened-2 = “{ $title }” is back on the list.
deleted-1 = Deleted: “{ $title }”.
deleted-2 = “{ $title }” is gone from the list.
complete-sure-1 = Is “{ $title }” done?
complete-sure-2 = Shall I tick off “{ $title }”?
delete-sure-1 = Shall I delete “{ $title }”?
delete-sure-2 = Take “{ $title }” off your list?
which-task-1 = Which one do you mean?
which-task-2 = Several tasks fit that. Which one?
which-title-1 = Which task do you mean? Its title will do.
which-title-2 = I’m with you. Which task is it?
task-changed-1 = That task has changed since, so I left it as it is.
task-changed-2 = Something has happened to that task since. I left it as it is.
no-such-task-1 = I found no task like “{ $title }”. Nothing has changed.
no-such-task-2 = “{ $title }” is not among your tasks, so I left everything as it is.
task-due = { $title } (due { $due })
tasks-more = … and more.
tasks-all-1 = { $count ->
    [one] One open task:
   *[other] Your open tasks:
}
tasks-all-2 = This is on your list:
tasks-today-1 = For today:
tasks-today-2 = Due today:
tasks-upcoming-1 = Coming up:
tasks-upcoming-2 = Due later:
tasks-overdue-1 = These have been waiting:
tasks-overdue-2 = Past their date, and still open:
tasks-week-1 = This week:
tasks-week-2 = Due this week:
tasks-done-1 = These are done:
tasks-done-2 = You have finished these:
tasks-none-all-1 = Your list is empty. What a view.
tasks-none-all-2 = Nothing on the list.
tasks-none-today-1 = Nothing is due today.
tasks-none-today-2 = Today is clear.
tasks-none-upcoming-1 = Nothing is due after today.
tasks-none-upcoming-2 = The days ahead are clear.
tasks-none-overdue-1 = Nothing is overdue. Lovely.
tasks-none-overdue-2 = No task is past its date.
tasks-none-week-1 = Nothing is due this week.
tasks-none-week-2 = The week is clear.
tasks-none-done-1 = No task is done yet. There’s time.
tasks-none-done-2 = The first one is still ahead of us.


### Undo

undone-1 = Undone: { $act }.
undone-2 = As you wish, I took it back: { $act }.
undo-nothing-1 = There is nothing to undo from the last 15 minutes.
undo-nothing-2 = I see nothing from the last 15 minutes that I could undo.
undo-changed-1 = That has changed since, so I left it as it is.
undo-changed-2 = I can’t undo that any more: it has changed since.
act-add_task = “{ $title }” is off the list
act-complete_task = “{ $title }” is open again
act-reopen_task = “{ $title }” is done again
act-delete_task = “{ $title }” is back


### Small talk

help-1 = You can tell me things like “add call Ana tomorrow”, “start 25 minutes of focus”, “I drank a glass of water”, “what’s on my list” or “shut down the day”.
help-2 = Try “clock in”, “done with the report”, “remind me to stretch in an hour”, “how was my week” or “undo”.
greeting-1 = Hello { $person }! What shall we do?
greeting-2 = Hi { $person }, good to hear from you.
thanks-1 = You’re welcome!
thanks-2 = Any time. We’re a good team.
heard-sure-1 = Did you say “{ $heard }”?
heard-sure-2 = To be sure: did you say “{ $heard }”?
not-heard-1 = I didn’t hear anything. Nothing has changed.
not-heard-2 = There were no words in that. Nothing has changed.
not-understood-1 = I didn’t understand that, so nothing has changed. Perhaps one of these?
not-understood-2 = I’m not sure what you mean, so I left everything as it is. Would one of these fit?
nothing-asked-1 = I have no open question right now, so nothing has changed.
nothing-asked-2 = There was nothing to answer, so I left everything as it is.
declined-1 = All right, I left it as it is.
declined-2 = Fine, nothing has changed.
out-of-order-1 = Something later is on record already, so nothing has changed.
out-of-order-2 = That doesn’t fit what is on record after it. Nothing has changed.
out-of-range-1 = That is outside what I can record, so nothing has changed.
out-of-range-2 = I can’t record that much or that little. Nothing has changed.
could-not-1 = Sorry, that isn’t possible, so nothing has changed.
could-not-2 = I can’t do that as things stand. Nothing has changed.


### Work

clock_in-1 = Clocked in { $time }. Here we go!
clock_in-2 = Work begins { $time }. One thing at a time.
clock_in-refused-1 = A work session is already running, so nothing has changed.
clock_in-refused-2 = You’re already clocked in. I left it as it is.
clock_out-1 = Clocked out { $time } after { $worked }. Time for us.
clock_out-2 = That’s a wrap { $time }: { $worked } of work in this session.
clock_out-refused-1 = No work session is running, so there is nothing to end.
clock_out-refused-2 = You aren’t clocked in at the moment. Nothing has changed.
pause_work-1 = Work is paused { $time }. I’ll keep your place.
pause_work-2 = Paused { $time }, after { $worked }.
pause_work-refused-1 = No work session is running, so there is nothing to pause.
pause_work-refused-2 = There is nothing to pause at the moment. Nothing has changed.
resume_work-1 = On we go, { $time }.
resume_work-2 = Work goes on { $time }.
resume_work-refused-1 = Your work isn’t paused, so nothing has changed.
resume_work-refused-2 = There is nothing to resume at the moment.


### Focus

start_focus-1 = { $minutes ->
    [one] One minute of focus, starting now. I’ll be quiet.
   *[other] { $minutes } minutes of focus, starting now. I’ll be quiet.
}
start_focus-2 = { $minutes ->
    [one] Focus for one minute. I’m keeping watch.
   *[other] Focus for { $minutes } minutes. I’m keeping watch.
}
start_focus-refused-1 = A session is already running, so I left it as it is.
start_focus-refused-2 = You’re already in a session, so nothing has changed.
start_break-1 = { $minutes ->
    [one] A one-minute break. Make it count.
   *[other] A break of { $minutes } minutes. Enjoy every one of them.
}
start_break-2 = { $minutes ->
    [one] One minute off. Feet up!
   *[other] { $minutes } minutes off. Feet up!
}
start_break-refused-1 = A break is already running, so nothing has changed.
start_break-refused-2 = You’re already on a break. I left it as it is.
stop_focus-refused-1 = No session is running, so there is nothing to stop.
stop_focus-refused-2 = Neither focus nor a break is running at the moment.
stopped-focus-1 = Focus stopped after { $minutes } min. Every bit counts.
stopped-focus-2 = That was { $minutes } min of focus. Stopped.
stopped-break-1 = The break is over after { $minutes } min. Welcome back.
stopped-break-2 = Back after { $minutes } min off.
completed-focus-1 = { $minutes } min of focus, done. Well played.
completed-focus-2 = The session is complete: { $minutes } min. I’m impressed.
completed-break-1 = The break is over: { $minutes } min well spent.
completed-break-2 = { $minutes } min off, and we’re as good as new.


### Health

drink-1 = { $amount } ml of water. Glug, glug, thank you!
drink-2 = Splash! { $amount } ml more in the tank.
meal-1 = Noted: { $meal }. Yum!
meal-2 = Written down: { $meal }. I hope it was good.
meal-breakfast = breakfast
meal-lunch = lunch
meal-dinner = dinner
meal-snack = a snack
rest-1 = { $minutes } min of rest, noted. I feel lighter.
rest-2 = A rest of { $minutes } min. That did us good.


### Shutdown

shutdown-rating-1 = Let’s close the day. How was it?
shutdown-rating-2 = Time to wrap up. How did today go?
rating-great = Great
rating-good = Good
rating-okay = Okay
rating-tough = Tough
shutdown-carry-over-1 = { $count ->
    [one] One planned task is still open. Shall I carry it over to the next work day?
   *[other] { $count } planned tasks are still open. Shall I carry them over to the next work day?
}
shutdown-carry-over-2 = { $count ->
    [one] A planned task is left. Shall it move to the next work day?
   *[other] { $count } planned tasks are left. Shall they move to the next work day?
}
shutdown-great-1 = What a day! It’s closed now. Enjoy your evening.
shutdown-great-2 = Closed with a smile. See you tomorrow!
shutdown-good-1 = A good day, closed. Have a lovely evening.
shutdown-good-2 = The day is closed. Well done, us.
shutdown-okay-1 = The day is closed. Tomorrow is a new one.
shutdown-okay-2 = Closed. Not every day needs fireworks.
shutdown-tough-1 = That was a hard one, and it’s over now. Be kind to yourself tonight.
shutdown-tough-2 = The day is closed. Rest well; I’m on your side.
shutdown-clocked-out = You’re clocked out, too.
shutdown-carried = Open tasks move to the next work day.
act-shutdown = the day is open again
act-clock_in = the work session is gone
act-clock_out = the work session runs on
act-pause_work = work runs on
act-resume_work = work is paused again
act-start_focus = the focus session is gone
act-start_break = the break is gone
act-stop_focus = the session runs on
act-complete_focus = the focus session runs on
act-complete_break = the break runs on
act-drink = the drink no longer counts
act-meal = the meal no longer counts
act-rest = the rest no longer counts


### How things are

status-day = Today: { $worked } of work, { $drunk } of { $goal } ml of water.
points-1 = You have { $points ->
    [one] { $points } point
   *[other] { $points } points
}, and your shutdown streak is { $streak ->
    [one] { $streak } day.
   *[other] { $streak } days.
}
points-2 = { $points ->
    [one] { $points } point
   *[other] { $points } points
} so far; the shutdown streak stands at { $streak ->
    [one] { $streak } day.
   *[other] { $streak } days.
}
challenges-1 = This week’s challenges:
challenges-2 = How your challenges go:
challenges-none-1 = You haven’t joined a challenge this week. You could pick one of these:
challenges-none-2 = No challenges joined so far. On offer this week:
challenge-progress = • { $name }: { $progress } of { $target }
suggest-clock-in = Clock in
suggest-clock-out = Clock out
suggest-resume = Back to work
suggest-stop = Stop the session
suggest-shutdown = Shut down the day
suggest-outlook = How does my week look?
suggest-points = How many points do I have?
suggest-challenges = How are my challenges going?


### Moving tasks

reschedule-when-1 = When shall I move “{ $title }” to?
reschedule-when-2 = A new day for “{ $title }”: which one?
moved-1 = Moved: “{ $title }” is now set for { $when }.
moved-2 = “{ $title }” waits until { $when }.
snoozed-1 = I’ll come back to “{ $title }” { $when }.
snoozed-2 = Snoozed: “{ $title }” comes back { $when }.
snooze-nothing-1 = There is no reminder from the last two hours to snooze.
snooze-nothing-2 = I see no recent reminder, so nothing has changed.
act-move_task = “{ $title }” is back where it was


### Recommendations

recommend-do-1 = { $text } { $label }?
recommend-do-2 = Here is an idea: { $text } { $label }?
recommend-nothing-1 = Nothing comes to mind: all is well as it is.
recommend-nothing-2 = No ideas from me right now. Enjoy the moment.

### Chats
### $code is what a user types, $name the name of an account, $chat that of a platform.

link-where-1 = That code is for a chat: type it to me in Slack or Teams. I have not used it here.
link-where-2 = A code like this belongs in Slack or Teams. Send it to me there; here it stays as it is.
unlink-where-1 = This page is not a linked chat. The settings have your links, and a button to remove each.
unlink-where-2 = Links to chats are removed in the chat itself, or in the settings of the app.
unlink-sure-1 = Shall I remove the link between this chat and your account?
unlink-sure-2 = This chat would no longer reach your account. Shall I remove the link?
unlinked-1 = The link is removed. A new code from the settings links this chat again.
unlinked-2 = Done: this chat has no account any more. A new code links it again.
chat-linked = This chat is linked to the account { $name }. Is it not yours? Say “unlink”. From your next message on, I act for it.
chat-not-linked = I do not know you here yet. Get a code in the settings of Avanochi, and type it here: “link 7F3K-Q2MN”.
chat-wrong-code = I do not know that code: it was used already, or is older than ten minutes. The settings of Avanochi make a new one.
chat-too-many-codes = I take no more codes from here for now. Please try again in ten minutes.
chat-too-long = That is more than I can read at once. Please send it in parts of at most 1,000 characters.
chat-quota = Your account has reached its limit, so nothing has changed. Please try again tomorrow, or delete something in Avanochi.
chat-too-many-links = Your account has as many chats as it can. Remove one in the settings of Avanochi first.
chat-button-gone = That button is old, or it is not yours. Please tell me in words.
delivery-waits = Something waits for you in Avanochi.
delivery-done = Done
delivery-snooze = Snooze
delivery-tomorrow = Tomorrow
delivery-test = This is a test: messages of Avanochi reach this chat.
chat-welcome = Hello, I am Avanochi. Write to me here what I can do for you: tasks, reminders, work and focus sessions.
chat-open-personal = I answer in our personal chat alone, since others read this one. Please open it, and write to me there.
chat-answered-personally = My answer is in our personal chat.
button-over-1 = That button belongs to an earlier moment, so nothing has changed. Please tell me in words.
button-over-2 = That button is about something earlier; I left all as it is. Please tell me in words.
answer-waits-1 = The answer waits in Avanochi, where only you can read it.
answer-waits-2 = I tell that to you alone: you find it in Avanochi.
done-quietly-1 = Done. The details are in Avanochi.
done-quietly-2 = Noted. You find it in Avanochi.
chat-sends = From then on I also send task reminders, deadlines, the shutdown reminder and sessions left running here; the settings have more.
chat-sends-chosen = From then on I also send here what you chose in the settings.
chat-is-read = The owner of this workspace can read what is written here, so how you are stays in Avanochi.
chat-is-read-in-full = The owner of this workspace can read what is written here. You chose the full text in the settings, so it shows how you are.

### The home tab in a chat
### $mood is one of the moods, $message what the companion says of itself, and the meters are from 0 to 100.

home-not-yet = This chat is linked. Write me a message, and I show your day here.
home-hello = Write to me under Messages, or press a button. How we are doing stays in Avanochi.
home-mood = I am { $mood }. { $message }
home-meters = Energy { $energy } of 100, food { $fullness }, water { $hydration }
home-today = Today
home-no-tasks = Nothing is open for today.
home-more = There are more tasks than fit here. The whole list is in Avanochi.
home-done = Done
home-drink = A glass of water
home-break = Take a break
home-focus = Start to focus
