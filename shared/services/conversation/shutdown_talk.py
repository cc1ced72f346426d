"""The shutdown of the day in a conversation."""

from dataclasses import dataclass

from shared.entities.conversation import Act, Choice
from shared.repos.task_query import conditions_of_open_plan
from shared.repos.task_repo import TaskRepository
from shared.services.conversation.turn import Doing, Handlers, Reply, Turn
from shared.services.shutdown_service import ShutdownService
from shared.services.work_session_service import WorkSessionService
from shared.views.conversation import Intent
from shared.views.shutdown import ProductivityRating


@dataclass(frozen=True, kw_only=True, eq=False)
class ShutdownTalk:
    """Shuts the day down: asks how it was, and whether to carry open tasks over, and clocks out."""

    shutdowns: ShutdownService
    tasks: TaskRepository
    work: WorkSessionService

    @property
    def handlers(self) -> Handlers:
        """The intents that it answers."""
        return {Intent.SHUTDOWN: self.shut_down}

    def shut_down(self, turn: Turn) -> Reply | Doing:
        """Ask what is missing; then shut the day down."""
        rating, carry_over = turn.slots.rating, turn.slots.carry_over
        if rating is None:
            return turn.ask("shutdown-rating", [_choice(turn, rating) for rating in ProductivityRating])
        if carry_over is None:
            count = self.tasks.count(turn.user_id, conditions_of_open_plan(turn.today))
            if count:
                yes, no = (turn.with_slots(carry_over=carries) for carries in (True, False))
                return turn.confirm("shutdown-carry-over", yes, no, count=count)
        texts = [turn.phrases.vary(f"shutdown-{rating}")]
        if self.work.get_active_session(turn.user_id) is not None:
            texts.append(turn.phrases.say("shutdown-clocked-out"))
        if carry_over:
            texts.append(turn.phrases.say("shutdown-carried"))
        return Doing(
            run=lambda: self.shutdowns.reflect(
                turn.user_id, rating, carry_over=bool(carry_over), clock_out=True, at=turn.at
            ),
            describe=lambda reflection: Reply(
                text=" ".join(texts),
                did=(Act(event="shutdown", id=reflection.id),),
                suggestions=("undo",),
            ),
        )


def _choice(turn: Turn, rating: ProductivityRating) -> Choice:
    return Choice(label=turn.phrases.say(f"rating-{rating}"), command=turn.with_slots(rating=rating))
