"""A signed form as an HTML document.

Source: HTML Living Standard, "Forms"; Amazon S3 API reference, "Creating an HTML form (using
AWS Signature Version 4)".
"""

from __future__ import annotations

from html import escape

from .._checks import TOKEN, exact_str, pairs_of, shown, utf8
from .._policy import LENGTH_RANGE
from ..errors import InvalidValueError
from ._form import CONTENT_TYPE, check_fields, check_verdict, lacks, still_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .._policy import Condition

# The kinds that the accept attribute has a "/*" for (HTML, section 4.10.5.1.17), in words.
_KINDS = {"audio/": "Audio", "image/": "Images", "video/": "Videos"}

_UNITS = (
    ("GB", 10**9),
    ("GiB", 1 << 30),
    ("MB", 10**6),
    ("MiB", 1 << 20),
    ("kB", 10**3),
    ("KiB", 1 << 10),
)

# ECMAScript: SyntaxCharacter and "/", the characters that a pattern escapes with "\".
_SYNTAX = str.maketrans({c: f"\\{c}" for c in "^$\\.*+?()[]{}|/"})

# autocomplete: into a page that is loaded again, browsers put the values of the older form.
_DOCUMENT = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style{nonce}>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<form action="{url}" method="post" enctype="multipart/form-data" \
accept-charset="utf-8" autocomplete="off">
{rows}
<p><button type="submit">{button}</button></p>
</form>
</main>
{script}</body>
</html>
"""

_STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem }
label { display: block; font-weight: bold }
"""

# Nothing is put into it, so nothing can break out of it. The listeners are the window's, for a
# field that is named like a method of the form hides that method.
_SCRIPT = """\
{
  const file = document.getElementById("file");
  const hint = document.getElementById("hint");
  const type = document.getElementById("type");
  const look = () => {
    const chosen = file.files[0];
    const { least, most, prefix } = file.dataset;
    let fits = true;
    if (chosen && most) {
      fits = chosen.size >= Number(least) && chosen.size <= Number(most);
    }
    if (chosen && type) {
      type.value = chosen.type || "application/octet-stream";
      fits = fits && type.value.startsWith(prefix ?? "");
    }
    file.setCustomValidity(fits ? "" : hint.textContent);
    if (!fits) file.reportValidity();
  };
  for (const event of ["change", "pageshow", "submit"]) addEventListener(event, look);
}
"""

_WITHOUT_SCRIPT = (
    '<noscript><p lang="en">This form needs JavaScript, to say of what type the file is.</p>'
    "</noscript>"
)


def html_document(
    url: str,
    fields: Mapping[str, str],
    conditions: Sequence[Condition],
    *,
    bucket: str,
    inputs: Any,
    texts: Mapping[str, Any],
    nonce: Any,
) -> str:
    """The document; `PresignedPost.html` says what the arguments mean.

    texts: "title", "label", "hint", "button" and "lang". Raises InvalidTypeError or
    InvalidValueError.
    """
    form = dict(fields)
    unfixed = still_open(form, conditions)
    labels = _labels(inputs, unfixed)
    sample = {**form, **{condition.name: condition.value for condition in unfixed.values()}}
    check_fields(sample)
    for name, value in sample.items():
        _check_survives(name, value)
    check_verdict(sample, conditions, "inputs", bucket=bucket, filename="file")
    limits = _Limits(form, conditions, unfixed)
    said = {name: _text(name, text) for name, text in texts.items() if text is not None}
    said.setdefault("hint", escape(limits.in_words()))
    mark = "" if nonce is None else f' nonce="{_text("nonce", nonce)}"'
    rows = [_input(type="hidden", name=name, value=value) for name, value in form.items()]
    typed = CONTENT_TYPE in unfixed and CONTENT_TYPE not in labels
    scripted = typed or limits.most is not None
    if typed:
        name = unfixed[CONTENT_TYPE].name
        rows += [_input(type="hidden", id="type", name=name, value=""), _WITHOUT_SCRIPT]
    for number, (field, label) in enumerate(labels.items(), start=1):
        rows += _asking(f"field-{number}", label, unfixed[field])
    rows += _choosing(said["label"], said["hint"], limits.attributes())
    return _DOCUMENT.format(
        lang=said["lang"],
        title=said["title"],
        url=escape(url),
        rows="\n".join(rows),
        button=said["button"],
        nonce=mark,
        style=_STYLE,
        script=f"<script{mark}>\n{_SCRIPT}</script>\n" if scripted else "",
    )


class _Limits:
    """What the policy says of the file: its type, as far as that is known, and its size."""

    def __init__(
        self,
        form: Mapping[str, str],
        conditions: Sequence[Condition],
        unfixed: Mapping[str, Condition],
    ) -> None:
        ranges = [c for c in conditions if c.operator == LENGTH_RANGE]
        self.least = max([c.least for c in ranges], default=0)
        self.most = min([c.most for c in ranges], default=None)
        fixed = {name.lower(): value for name, value in form.items()}.get(CONTENT_TYPE, "")
        self.type = fixed.partition(";")[0].strip(" ")
        self.prefix = unfixed[CONTENT_TYPE].value if CONTENT_TYPE in unfixed else ""

    def attributes(self) -> dict[str, str]:
        """Those of the input for the file."""
        found = {}
        if self.prefix in _KINDS:
            found["accept"] = f"{self.prefix}*"
        elif _is_media_type(self.type):
            found["accept"] = self.type
        if self.prefix:
            found["data-prefix"] = self.prefix
        if self.most is not None:
            found |= {"data-least": str(self.least), "data-most": str(self.most)}
        return found

    def in_words(self) -> str:
        """What may be chosen; "" where that is anything."""
        words = [self.type or _KINDS.get(self.prefix) or (self.prefix and f"{self.prefix}*")]
        if self.most is not None:
            # That an empty file is none goes without saying.
            least = f"from {_size(self.least)} " if self.least > 1 else ""
            words.append(f"{least}{'to' if least else 'up to'} {_size(self.most)}")
        return ", ".join([word for word in words if word])


def _size(size: int) -> str:
    """A size as people write it; none is rounded."""
    for unit, factor in _UNITS:
        if size and size % factor == 0:
            return f"{size // factor:,} {unit}"
    return f"{size:,} byte{'' if size == 1 else 's'}"


def _is_media_type(text: str) -> bool:
    kind, slash, rest = text.partition("/")
    return bool(kind and slash and rest) and not f"{kind}{rest}".encode().translate(None, TOKEN)


def _labels(inputs: Any, unfixed: Mapping[str, Condition]) -> dict[str, str]:
    """The label, escaped, of each field that is asked for, by the field's name in lower case.

    Raises InvalidValueError for a field that is not to be asked for, and for one that the form
    would not have.
    """
    labels: dict[str, str] = {}
    for given, label in pairs_of("inputs", inputs):
        name = exact_str("inputs", given).lower()
        if name in labels or name not in unfixed:
            raise InvalidValueError(
                "inputs",
                f"{shown(given)} is there twice"
                if name in labels
                else f"{shown(given)} is open in no condition of the policy",
                "leave it out",
            )
        # HTML, "Text state": a line of text loses its line ends.
        if "\n" in unfixed[name].value or "\r" in unfixed[name].value:
            raise InvalidValueError(
                "inputs",
                f"what {shown(given)} must begin with has a line end, which nobody can write there",
                "sign a value for it in fields",
            )
        labels[name] = _text("inputs", label)
    for name, condition in unfixed.items():
        if name != CONTENT_TYPE and name not in labels:
            remedy = f"ask for it: inputs={{{condition.name!r}: 'its label'}}"
            raise lacks(condition, "inputs", f"{remedy}, or sign a value for it in fields")
    return labels


def _input(**attributes: str) -> str:
    pairs = [f'{name}="{escape(value)}"' for name, value in attributes.items()]
    return f"<input {' '.join(pairs)}>"


def _asking(id_: str, label: str, condition: Condition) -> list[str]:
    """A visible input for a field that must begin with something."""
    attributes = {"type": "text", "id": id_, "name": condition.name, "value": condition.value}
    if condition.value:
        attributes["pattern"] = f"{condition.value.translate(_SYNTAX)}.*"
        attributes["title"] = f"{condition.value}…"
    return [f'<p><label for="{id_}">{label}</label>', f"{_input(**attributes)}</p>"]


def _choosing(label: str, hint: str, limits: Mapping[str, str]) -> list[str]:
    """The input for the file."""
    described = {"aria-describedby": "hint"} if hint else {}
    chooser = _input(type="file", id="file", name="file", **limits, **described)
    rows = [f'<p><label for="file">{label}</label>', f"{chooser[:-1]} required></p>"]
    return [*rows, f'<p id="hint">{hint}</p>'] if hint else rows


def _text(argument: str, value: object) -> str:
    """A text for the page, escaped."""
    text = exact_str(argument, value)
    utf8(argument, text)
    if not text.strip():
        raise InvalidValueError(argument, "it is empty", "give a text")
    return escape(text)


def _check_survives(name: str, value: str) -> None:
    """Refuse what a browser would send as something else.

    HTML, "Multipart form data": a line end is sent as CR LF, and a hidden field _charset_ as the
    name of the encoding.
    """
    if name.lower() == "_charset_":
        raise InvalidValueError(
            "fields", "browsers fill in '_charset_' by themselves", "leave it out"
        )
    rest = value.replace("\r\n", "")
    if "\n" in rest or "\r" in rest:
        raise InvalidValueError(
            "fields",
            f"{shown(name)} has a line end that browsers send as CR LF",
            "write it as CR LF, or leave it out",
        )
