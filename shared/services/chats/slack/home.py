"""The companion in the app's home tab in Slack."""

from dataclasses import dataclass

import msgspec

from shared.channels.slack.home import MAX_ITEMS, Home, HomeItem
from shared.clock import Clock
from shared.entities.chat_buttons import StoredButton
from shared.entities.conversation import Command, Slots
from shared.entities.link import ChatUser, Link
from shared.entities.task import Task
from shared.entities.user import User
from shared.language.speech import LANGUAGES, Speech, choose_language, conversation_in, speech_in
from shared.repos.user_repo import UserRepository
from shared.services.chats.chat_links import ChatLinks
from shared.services.chats.message_buttons import MessageButtons
from shared.services.chats.slack.replies import SlackReplies
from shared.services.companion_service import CompanionService
from shared.services.todays_tasks import TodaysTasks
from shared.views.conversation import Intent

_ACTS = {"drink": Intent.DRINK, "break": Intent.START_BREAK, "focus": Intent.START_FOCUS}
"""What the buttons below the companion do, by the names of their texts."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SlackHome:
    """Shows the companion and the open tasks of today, with a button for each, in the account's language.

    Mood and meters are shown only to a user who chose the full text in chats.
    """

    links: ChatLinks
    users: UserRepository
    todays_tasks: TodaysTasks
    companion: CompanionService
    buttons: MessageButtons
    replies: SlackReplies
    clock: Clock

    def show(self, chat_user: ChatUser) -> None:
        """Show the home tab to a person as it is now; without a link, how to link.

        After linking it shows nothing of the account before the next message of the person.
        """
        link = self.links.find(chat_user)
        if link is None:
            home = _home_with("chat-not-linked")
        else:
            home = self._home_of(link) if link.is_confirmed else _home_with("home-not-yet")
        self.replies.publish(chat_user, home)

    def _home_of(self, link: Link) -> Home:
        user = self.users.get_user(link.user_id)
        language = choose_language(user.preferences.get("language"), "")
        texts = conversation_in(language)
        today = user.calendar.date_of(self.clock.now())
        found = self.todays_tasks.list_open(user.user_id, user.calendar, today, MAX_ITEMS + 1)
        tasks = found[:MAX_ITEMS]
        stored = _buttons(texts, tasks)
        # Older ones are still shown elsewhere: so the name depends on what the buttons do.
        buttons = self.buttons.store(user.user_id, f"home\0{msgspec.json.encode(stored).decode()}", stored)
        acts, done = buttons[: len(_ACTS)], buttons[len(_ACTS) :]
        return Home(
            title=user.companion_name,
            lines=self._companion_lines(user, language) or (texts.say("home-hello"),),
            buttons=acts,
            heading=texts.say("home-today"),
            items=tuple(HomeItem(task.title, button) for task, button in zip(tasks, done, strict=True)),
            note=_note(texts, found),
        )

    def _companion_lines(self, user: User, language: str) -> tuple[str, ...]:
        """Return how the companion is, nothing unless the user chose to read it here."""
        if not user.notifications.full_text:
            return ()
        view, texts = self.companion.get_companion(user.user_id, language=language), conversation_in(language)
        mood = texts.say(
            "home-mood", mood=speech_in(language).say(f"mood-{view['mood']}"), message=view["message"]
        )
        meters = {name: view[name] for name in ("energy", "fullness", "hydration")}
        return mood, texts.say("home-meters", **meters)


def _buttons(texts: Speech, tasks: list[Task]) -> tuple[StoredButton, ...]:
    done = texts.say("home-done")
    return (
        *(
            StoredButton(label=texts.say(f"home-{name}"), command=Command(intent=intent))
            for name, intent in _ACTS.items()
        ),
        *(
            StoredButton(
                label=done, command=Command(intent=Intent.COMPLETE_TASK, slots=Slots(task_id=task.id))
            )
            for task in tasks
        ),
    )


def _note(texts: Speech, found: list[Task]) -> str:
    if not found:
        return texts.say("home-no-tasks")
    return texts.say("home-more") if len(found) > MAX_ITEMS else ""


def _home_with(key: str) -> Home:
    """Return a home tab with one text, in every language."""
    return Home(title="Avanochi", lines=tuple(conversation_in(language).say(key) for language in LANGUAGES))
