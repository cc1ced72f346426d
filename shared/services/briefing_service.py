"""Briefings of the day: as text, as SSML and as audio."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Clock
from shared.entities.recording import AudioKind
from shared.language.briefing import BriefingFacts, describe_day, part_of_day
from shared.language.phrasing import remind, speech_for
from shared.language.speech import choose_language
from shared.repos.notification_repo import NotificationRepository
from shared.repos.task_repo import TaskRepository
from shared.rules.assistant.forecast.outlook import Outlook, outlook_of
from shared.rules.companion.meters import Meters
from shared.rules.companion.needs import due_of
from shared.services.base_service import BaseService
from shared.services.companion_service import CompanionService
from shared.services.dashboard_reader import MAX_TASKS, DashboardReader, DashboardReads
from shared.services.health_service import health_today_of
from shared.services.recent_dashboards import RecentDashboards
from shared.services.side_by_side import SideBySide
from shared.services.speaker import Speaker, Spoken
from shared.views.forecast import Confidence
from shared.views.notification import NotificationKind
from shared.views.voice import BriefingPart

_MAX_UNREAD = 20  # notifications, among which reminders of tasks are looked for
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing in a language."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True, eq=False)
class BriefingService(BaseService):
    """Briefings of one user, of what the dashboard reads: at most two more queries than it needs.

    `part` is by default the one that fits the local time, and `accept_language` the header of that name; the
    language of the profile takes precedence.
    """

    entity_type = "Briefing"

    reader: DashboardReader
    recent: RecentDashboards
    notifications: NotificationRepository
    tasks: TaskRepository
    companions: CompanionService
    reads: SideBySide
    speaker: Speaker
    clock: Clock

    def brief(self, user_id: str, part: BriefingPart | None = None, accept_language: str = "") -> Briefing:
        """Return the briefing as text; `NotFoundError` when there is no such account."""
        versions = self.reader.read_versions(user_id)
        unread = self.reads.start(
            lambda: self.notifications.list_notifications(user_id, _MAX_UNREAD, None, unread=True).entities
        )
        reads = self.recent.read(user_id, versions, self.clock.now())
        user, now = reads.history.user, reads.history.now
        reminded = [
            str(one.data.get("task_id"))
            for one in unread.result()
            if one.kind is NotificationKind.TASK_REMINDER
            and user.calendar.date_of(one.created_at) == reads.history.today
        ]
        language = choose_language(user.preferences.get("language"), accept_language)
        facts = self._facts(reads, self._titles(user_id, reminded), language)
        chosen = part or part_of_day(now.astimezone(user.calendar.zone).hour)
        return Briefing(describe_day(chosen, facts, language), language)

    def to_ssml(self, user_id: str, part: BriefingPart | None = None, accept_language: str = "") -> str:
        """Return the briefing as SSML."""
        briefing = self.brief(user_id, part, accept_language)
        return self.speaker.to_ssml(briefing.text, briefing.language)

    def speak(
        self, user_id: str, part: BriefingPart | None, accept_language: str, accepted: Sequence[AudioKind]
    ) -> Spoken:
        """Return the briefing as audio of the first of the kinds that can be made here."""
        kind = self.speaker.choose(accepted)
        briefing = self.brief(user_id, part, accept_language)
        return self.speaker.speak(briefing.text, briefing.language, kind)

    def _titles(self, user_id: str, task_ids: Sequence[str]) -> list[str]:
        """Return the titles of those tasks that are still open, in order."""
        if not task_ids:
            return []
        found = {task.id: task for task in self.tasks.list_by_ids(user_id, tuple(dict.fromkeys(task_ids)))}
        return [found[one].title for one in found if not found[one].completed]

    def _facts(self, reads: DashboardReads, reminders: Sequence[str], language: str) -> BriefingFacts:
        history, activity, day = reads.history, reads.activity, reads.day
        user = history.user
        speech = speech_for(user, language=language)
        outlook = outlook_of(history) if user.wants_assistant else None
        companion = self.companions.companion_of(activity, history.lifetime, language)
        free = user.work_calendar.free_days(history.today, history.today + _DAY, history.holidays)
        return BriefingFacts(
            user=user,
            now=history.now,
            today=history.today,
            open_tasks=reads.open_tasks[:MAX_TASKS],
            has_more=len(reads.open_tasks) > MAX_TASKS,
            reminders=reminders,
            needs=[remind(speech, activity, need.kind) for need in due_of(Meters(activity))],
            message=companion["message"],
            completed=day.completed_tasks,
            worked=timedelta(minutes=health_today_of(activity, day)["worked_minutes"]),
            focused=timedelta(seconds=day.focus_seconds),
            expected_today=_expected(outlook, 0),
            expected_tomorrow=_expected(outlook, 1),
            is_free_today=history.today in free,
            is_free_tomorrow=history.today + _DAY in free,
            is_closed=activity.is_shut_down,
        )


def _expected(outlook: Outlook | None, days_ahead: int) -> float | None:
    """Return the hours that are expected of today or tomorrow; None where too little is known."""
    if outlook is None or outlook.forecast.confidence is Confidence.NONE:
        return None
    return outlook.forecast.days[0].expected_hours if days_ahead else outlook.today.expected_hours
