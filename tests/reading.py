"""A person who reads pages and fills in forms, as a browser without JavaScript does: by the words that stand there."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Button:
    """A submit button: its words, what it sends, and the form it belongs to."""

    words: str
    sends: dict[str, str]
    form: "Form"


@dataclass
class Form:
    """A form as it stands on the page: where it goes, and what it holds by field name."""

    method: str
    action: str
    values: dict[str, Any] = field(default_factory=dict)  # of ticked boxes: a list
    labels: dict[str, str] = field(default_factory=dict)  # label -> field name
    boxes: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # (legend, words) -> name and value

    def hold(self, name: str, value: str, *, is_box: bool) -> None:
        """Keep what an input holds; of several ticked boxes of one name, all are sent."""
        self.values[name] = [*self.values.get(name, ()), value] if is_box else value


class _PageReader(HTMLParser):
    """Collects a page's visible words, forms and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.buttons: list[Button] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._text: tuple[str, list[str]] | None = None  # the textarea being read
        self._select: str | None = None
        self._label: tuple[str, list[str]] | None = None
        self._ids: dict[str, tuple[Form, str]] = {}
        self._label_texts: list[tuple[str, str]] = []
        self._hidden = 0
        self._legend: list[str] | None = None  # the words of the fieldset's legend
        self._in_legend = False
        self._box: tuple[str, str] | None = None  # the radio button or checkbox in the label being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "template"):
            self._hidden += 1
        if tag == "form":
            self._form = Form(given.get("method", "get"), given.get("action", ""))
            self.forms.append(self._form)
        if tag == "label":
            self._label, self._box = (given.get("for", ""), []), None
        if tag == "legend":
            self._legend, self._in_legend = [], True
        if self._form is None:
            return
        name = given.get("name", "")
        if tag in ("input", "select", "textarea") and name:
            self._remember(given, name)
        if tag == "input" and given.get("type") in ("checkbox", "radio"):
            self._box = (name, given.get("value", "on"))
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            is_box = given.get("type") == "checkbox"
            self._form.hold(name, given.get("value", "on" if is_box else ""), is_box=is_box)
        elif tag == "textarea":
            self._text = (name, [])
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self._form.values):
            self._form.values[self._select] = given.get("value", "")
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._button = Button("", {name: given.get("value", "")} if name else {}, self._form)

    def _remember(self, given: dict[str, str], name: str) -> None:
        assert self._form is not None
        if "id" in given:
            self._ids[given["id"]] = (self._form, name)
        if "aria-label" in given:
            self._form.labels[given["aria-label"]] = name

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.words.append(data)
        if self._text:
            self._text[1].append(data)
        if self._button:
            self._button.words += data
        if self._label:
            self._label[1].append(data)
        if self._in_legend and self._legend is not None:
            self._legend.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self._hidden -= 1
        if tag == "form":
            self._form = None
        if tag == "legend":
            self._in_legend = False
        if tag == "fieldset":
            self._legend = None
        if tag == "label" and self._label and self._box and self._form:
            legend = _plain("".join(self._legend or []))
            self._form.boxes[legend, _plain("".join(self._label[1]))] = self._box
        if tag == "label" and self._label:
            self._label_texts.append((self._label[0], _plain("".join(self._label[1])).rstrip(":")))
            self._label = None
        if tag == "textarea" and self._text and self._form:
            self._form.values[self._text[0]] = "".join(self._text[1]).removeprefix("\n")
            self._text = None
        if tag == "select":
            self._select = None
        if tag == "button" and self._button:
            self._button.words = _plain(self._button.words)
            self.buttons.append(self._button)
            self._button = None

    def close(self) -> None:
        super().close()
        for identity, words in self._label_texts:
            if identity in self._ids:
                form, name = self._ids[identity]
                form.labels[words] = name


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class Page:
    """A page as it is read; `press` fills in the button's form and sends it, and gives the page that answers."""

    def __init__(self, client: Client, response: Any) -> None:
        self._client = client
        self.status = response.status_code
        query = response.request["QUERY_STRING"]
        self.address = response.request["PATH_INFO"] + (f"?{query}" if query else "")
        reader = _PageReader()
        reader.feed(response.content.decode())
        reader.close()
        self.text = _plain(" ".join(reader.words))
        self._buttons = reader.buttons
        self._forms = reader.forms

    def __contains__(self, words: str) -> bool:
        return _plain(words) in self.text

    @property
    def buttons(self) -> list[str]:
        return [button.words for button in self._buttons]

    def press(self, words: str, typing: dict[str, Any] | None = None, ticking: dict[str, str] | None = None) -> "Page":
        """Press the one button with these words, after typing into its form's fields by their labels (choosing a file
        where one is asked for), and ticking one of the choices under a question."""
        found = [button for button in self._buttons if button.words == words]
        assert len(found) == 1, f"{len(found)} buttons say {words!r}; there are {self.buttons}"
        form = found[0].form
        typed = {self._field(form, label): text for label, text in (typing or {}).items()}
        send = self._client.post if form.method.lower() == "post" else self._client.get
        ticked = dict(form.boxes[pair] for pair in (ticking or {}).items())
        data = form.values | typed | ticked | found[0].sends
        return Page(self._client, send(form.action or self.address, data, follow=True))

    def value_of(self, label: str) -> str:
        """What stands in the field with this label."""
        form = next((form for form in self._forms if label in form.labels), None)
        assert form is not None, f"no field says {label!r}"
        return form.values[form.labels[label]]

    @staticmethod
    def _field(form: Form, label: str) -> str:
        assert label in form.labels, f"no field says {label!r}; there are {sorted(form.labels)}"
        return form.labels[label]


class Person:
    """Somebody at a browser."""

    def __init__(self) -> None:
        self._client = Client()

    def opens(self, address: str) -> Page:
        return Page(self._client, self._client.get(address, follow=True))

    def downloads(self, address: str) -> bytes:
        """The file at this address."""
        answer = self._client.get(address)
        assert answer.status_code == 200, f"{address} answers {answer.status_code}"
        return b"".join(answer)

    def signs_in(self, email: str, password: str) -> Page:
        """Through the sign-in page, like everybody."""
        page = self.opens("/accounts/login/")
        return page.press("Sign in", {"Email": email, "Password": password})
