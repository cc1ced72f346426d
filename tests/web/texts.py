"""The texts of the page, by which a test finds what a person reads."""

import re

from tests.page_texts import read_texts


class Texts:
    """The texts of a language, by their keys; a plural text is that of many."""

    def __init__(self, language: str) -> None:
        self._texts = {key: text for texts in read_texts(language).values() for key, text in texts.items()}

    def __call__(self, key: str, **values: str | int) -> str:
        text = self._texts[key]
        many = text["other"] if isinstance(text, dict) else text
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), many)
