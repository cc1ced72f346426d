"""Messages and the home tab fit into Slack's limits with any texts."""

from hypothesis import given
from hypothesis import strategies as st

from shared.channels.chat_platform import ChatButton, ChatMessage
from shared.channels.slack.blocks import MAX_PARAGRAPHS, MAX_TEXT, message_of
from shared.channels.slack.home import Home, HomeItem, view_of
from tests.slack_server import problems_of

TEXTS = st.one_of(
    st.text(alphabet="<>&a \n", min_size=1, max_size=100).map(lambda text: f"-{text}" * 150),
    st.text(min_size=1, max_size=300).map(lambda text: f"-{text}"),
)
BUTTONS = st.lists(st.builds(ChatButton, TEXTS, st.just("1.0")), max_size=40).map(tuple)
ITEMS = st.lists(st.builds(HomeItem, TEXTS, st.builds(ChatButton, TEXTS, st.just("1.0"))), max_size=80)


@given(TEXTS, st.one_of(st.just(""), TEXTS), BUTTONS)
def test_any_message_fits(text: str, title: str, buttons: tuple[ChatButton, ...]) -> None:
    message = message_of(ChatMessage(text=text, title=title, buttons=buttons))
    assert problems_of({**message}) == []
    assert len(message["text"]) <= MAX_TEXT


@given(TEXTS.filter(lambda text: len(text) < (MAX_PARAGRAPHS - 1) * MAX_TEXT // 10))
def test_paragraphs_are_the_whole_text(text: str) -> None:
    blocks = message_of(ChatMessage(text=text))["blocks"]
    shown = [block["text"]["text"] for block in blocks]
    assert "".join(map(_unescape, shown)) == text
    assert all("<" not in one for one in shown)


@given(TEXTS, st.lists(TEXTS, max_size=3).map(tuple), BUTTONS, ITEMS.map(tuple), TEXTS)
def test_any_home_tab_fits(
    title: str,
    lines: tuple[str, ...],
    buttons: tuple[ChatButton, ...],
    items: tuple[HomeItem, ...],
    note: str,
) -> None:
    home = Home(title=title, lines=lines, buttons=buttons, heading="Today", items=items, note=note)
    assert problems_of({"view": view_of(home)}) == []


def test_text_that_is_too_long_ends_with_an_ellipsis_and_whole_entities() -> None:
    blocks = message_of(ChatMessage(text="&" * 20_000))["blocks"]
    assert len(blocks) == MAX_PARAGRAPHS
    texts = [block["text"]["text"] for block in blocks]
    assert [*map(set, map(_unescape, texts))] == [{"&"}] * (MAX_PARAGRAPHS - 1) + [{"&", "…"}]


def _unescape(markup: str) -> str:
    for plain, entity in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        markup = markup.replace(entity, plain)
    return markup
