# The briefing of the day, which is spoken. Keys that end in a number are variants of one text.

### What begins each part

morning-1 = Good morning, { $person }.
morning-2 = Good morning, { $person }. Here is your day.
now-1 = Hello, { $person }. It is { $time }.
now-2 = It is { $time }, { $person }.
evening-1 = Good evening, { $person }.
evening-2 = Good evening, { $person }. Here is how the day went.


### Tasks

tasks = { $count ->
    [0] There are no tasks on your list for today.
    [one] There is one task on your list for today.
   *[other] There are { $count } tasks on your list for today.
}
tasks-more = There are more than { $count } tasks on your list for today.
task-due = “{ $title }” is due { $due }.
task-was-due = “{ $title }” was due { $due }.
task-first = “{ $title }” could be a place to begin.
task-next = Next on your list: “{ $title }”.
task-reminder = You wanted to remember “{ $title }”.


### Hours, each as a length

length-minutes = { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}
length-hours = { $hours ->
    [one] one hour
   *[other] { $hours } hours
}
length-both = { $hours } and { $minutes }
expected-today = By your own days, today has about { $length } of work.
expected-tomorrow = By your own days, tomorrow has about { $length } of work.
free-today = Today is a day off.
free-tomorrow = Tomorrow is a day off.
worked-so-far = So far today has { $length } of work.


### How the day went

done = { $count ->
    [one] You completed one task.
   *[other] You completed { $count } tasks.
}
worked = You worked { $length }.
focused = { $length } of that was focus.
focused-alone = { $length } of the day was focus.
quiet = It was a quiet day here.
open = { $count ->
    [one] One task for today is still open, and it can wait.
   *[other] { $count } tasks for today are still open, and they can wait.
}
open-more = More than { $count } tasks for today are still open, and they can wait.
closed = The day is closed. Enjoy the evening.
closing-1 = When you are ready, we can close the day together.
closing-2 = Whenever it suits you, the shutdown is a minute away.
