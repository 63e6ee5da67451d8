"""The format of AWS's shared files, read strictly.

`[section]` lines; `name = value` or `name: value` settings, names in any case; lines
indented deeper than a setting continue its value; a value that begins on such a line is a
table of nested settings. A line whose first character is "#" or ";" is a comment; there
are no comments behind a value. These are the rules of botocore, with which the AWS CLI
reads these files. Not `configparser`, whose import takes longer than all the rest of
making a URL; the tests hold the two readers equal.
"""

from __future__ import annotations

from .._checks import shown
from ..errors import ConfigurationFileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Section = Mapping[str, str | Mapping[str, str]]

    # The lines of each value with their numbers, in the order of the file.
    _Lines = dict[str, list[tuple[int, str]]]

# Its settings hold for every section that has none of its own.
_DEFAULTS = "DEFAULT"


def parse_shared_file(text: str, path: str) -> dict[str, Section]:
    """The sections of a shared file by the name in their brackets.

    Raises ConfigurationFileError with the line; it shows nothing of a line but the names
    in it, since the rest may be a secret.
    """
    sections = _read_lines(text, path)
    defaults = sections.pop(_DEFAULTS, {})
    return {
        name: {key: _value(lines, path) for key, lines in {**defaults, **section}.items()}
        for name, section in sections.items()
    }


def _read_lines(text: str, path: str) -> dict[str, _Lines]:
    sections: dict[str, _Lines] = {}
    section: _Lines | None = None
    value: list[tuple[int, str]] | None = None
    indent = 0
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.strip()
        if content.startswith(("#", ";")):
            continue
        if not content:
            if value is not None:
                value.append((number, ""))
            continue
        line_indent = len(line) - len(line.lstrip())
        if value is not None and line_indent > indent:
            value.append((number, content))
            continue
        indent = line_indent
        header = _header(content)
        if header is not None:
            if header in sections and header != _DEFAULTS:
                raise ConfigurationFileError(
                    path, number, f"the section [{shown(header)[1:-1]}] is there a second time"
                )
            section, value = sections.setdefault(header, {}), None
        elif section is None:
            raise ConfigurationFileError(path, number, "a [section] must come before the settings")
        else:
            name, first = _setting(content, path, number)
            if name in section:
                raise ConfigurationFileError(
                    path, number, f"the setting {shown(name)} is there a second time"
                )
            value = section[name] = [(number, first)]
    return sections


def _header(content: str) -> str | None:
    # Up to the last bracket, as botocore has it: what follows that is of no account.
    end = content.rfind("]")
    return content[1:end] if content.startswith("[") and end > 1 else None


def _setting(content: str, path: str, number: int) -> tuple[str, str]:
    ends = [at for at in (content.find("="), content.find(":")) if at >= 0]
    name = content[: min(ends)].rstrip().lower() if ends else ""
    if not name:
        raise ConfigurationFileError(
            path, number, "it is neither a [section] nor a setting (name = value)"
        )
    return name, content[min(ends) + 1 :].strip()


def _value(lines: list[tuple[int, str]], path: str) -> str | dict[str, str]:
    value = "\n".join([line for _, line in lines]).rstrip()
    if not value.startswith("\n"):
        return value
    nested = {}
    for number, line in lines:
        name, separator, inner = line.partition("=")
        if separator:
            nested[name.strip()] = inner.strip()
        elif line:
            raise ConfigurationFileError(
                path, number, "it is no nested setting (indented, name = value)"
            )
    return nested
