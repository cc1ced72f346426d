"""Texts for task titles, subtasks, descriptions and reflection notes."""

from dataclasses import dataclass
from itertools import product

from shared.views.shutdown import ProductivityRating


@dataclass(frozen=True, slots=True)
class Department:
    """The vocabulary of a department; each verb can be combined with each object."""

    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    tags: tuple[str, ...]

    def titles(self) -> list[str]:
        """Return all possible task titles."""
        return [f"{verb} {item}" for verb, item in product(self.verbs, self.objects)]


DEPARTMENTS = {
    "product": Department(
        ("Write up", "Review", "Present", "Agree on", "Rethink", "Summarise"),
        (
            *("the roadmap of the next quarter", "the customer interviews", "the onboarding funnel"),
            *("the pricing experiment", "the accessibility findings", "the goals of the team"),
            *("the release notes", "what support hears most", "the trial of the calendar", "the budget"),
        ),
        ("planning", "customers", "quarter", "meeting"),
    ),
    "engineering": Department(
        ("Fix", "Test", "Speed up", "Document", "Review", "Simplify"),
        (
            *("the calendar import", "the sign-in page", "the payment retries", "the CSV export"),
            *("the search index", "the nightly job", "the time zone picker", "the image upload"),
            *("the error messages", "the rate limits", "the invoice template", "the health check"),
        ),
        ("backend", "bug", "deep work", "review"),
    ),
    "design": Department(
        ("Sketch", "Polish", "Prototype", "Show around", "Test with customers"),
        (
            *("the welcome screens", "the empty states", "the icon set", "the weekly report"),
            *("the dark theme", "the settings page", "the mobile menu", "the illustration of the team"),
            *("the date picker", "the colours of the charts"),
        ),
        ("design", "prototype", "deep work", "customers"),
    ),
    "marketing": Department(
        ("Draft", "Edit", "Schedule", "Translate", "Measure"),
        (
            *("the newsletter", "the case study of the bakery", "the landing page", "the launch post"),
            *("the webinar invitation", "the spring campaign", "the customer story", "the press kit"),
            *("the survey", "the video captions"),
        ),
        ("writing", "campaign", "social", "launch"),
    ),
    "support": Department(
        ("Answer", "Look into", "Follow up on", "Write a help page about", "Sum up"),
        (
            *("the lost invitations", "the double invoices", "the slow dashboard", "the import of contacts"),
            *("the forgotten passwords", "the refund questions", "the calendar clash", "the missing e-mails"),
            *("the export of a school", "the request for single sign-on"),
        ),
        ("customers", "urgent", "billing", "help page"),
    ),
}

SUBTASK_TITLES = ("Collect what is there", "Write a draft", "Ask for a second pair of eyes", "Send it out")

DESCRIPTIONS = (
    "See the notes of the last meeting.",
    "Two of the bigger customers are waiting for this.",
    "Small, but it slows the whole team down.",
    "First find out whether we still need it.",
)

NOTES = {
    ProductivityRating.GREAT: (
        "Everything I had planned, and time for a walk.",
        "Two hours without a single message: that is how it should be.",
        "The hard part is done.",
    ),
    ProductivityRating.GOOD: (
        "A solid day. Tomorrow the review.",
        "Good talk with the team, less done than hoped.",
        "Finished early enough to cook.",
    ),
    ProductivityRating.OKAY: (
        "Too many meetings, but the urgent things are done.",
        "Slow start, better afternoon.",
    ),
    ProductivityRating.TOUGH: (
        "Interrupted all day. Tomorrow I start with the phone in the drawer.",
        "Stuck on the same thing since this morning; asked for help.",
    ),
}
