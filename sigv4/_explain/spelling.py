"""How one percent-encoded text became another on its way: clients and proxies respell.

Each check is of two texts as canonical requests have them: the one that was signed, and the one
that the server saw.
"""

from __future__ import annotations

from .._encoding import UNRESERVED, as_sent, encode_bytes
from .._inspect.lenient import decoded, is_escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def respelled(signed: str, seen: str) -> str:
    """The cause that makes the one text of the other; "": none that is known."""
    for known, makes in _RESPELLINGS:
        if makes(signed, seen):
            return known
    return ""


def _plus_for_space(signed: str, seen: str) -> bool:
    """Amazon S3 takes a "+" for a space; others, and signers, for a plus."""
    return _spaces(signed) == _spaces(seen)


def _spaces(text: str) -> str:
    return text.replace("%2B", "+").replace("%20", "+")


def _unreserved_escaped(signed: str, seen: str) -> bool:
    """RFC 3986, section 2.3: an escape of an unreserved character is the character."""
    return _unescaped(seen) == _unescaped(signed)


def _unescaped(text: str) -> str:
    """Without escapes of unreserved characters, also where they were encoded once more."""
    first, *rest = text.replace("%257E", "~").replace("%257e", "~").split("%")
    parts = [first]
    for part in rest:
        if is_escape(part) and int(part[:2], 16) in UNRESERVED:
            parts.append(chr(int(part[:2], 16)) + part[2:])
        else:
            parts.append(f"%{part}")
    return "".join(parts)


def _lower_case_escapes(signed: str, seen: str) -> bool:
    """RFC 3986, section 2.1: escapes are written in capitals."""
    return _capital_escapes(signed) == _capital_escapes(seen)


def _capital_escapes(text: str) -> str:
    """Escapes in capitals, those too that were encoded once more."""
    first, *rest = text.split("%")
    parts = [first]
    for part in rest:
        length = 4 if part.startswith("25") and is_escape(part[2:]) else 2
        parts.append(part[:length].upper() + part[length:] if is_escape(part) else part)
    return "%".join(parts)


def _encoded_once_more(signed: str, seen: str) -> bool:
    return "%25" in seen and decoded(decoded(seen)) == decoded(signed)


def _decoded_once(signed: str, seen: str) -> bool:
    """One layer less; what it uncovers may have been encoded anew."""
    return "%25" in signed and decoded(decoded(signed)) == decoded(seen)


def _decoded(signed: str, seen: str) -> bool:
    """What was an escape came as the character, or the other way round."""
    return _anew(signed) == _anew(seen)


def _anew(text: str) -> str:
    return encode_bytes(decoded(as_sent_leniently(text)).encode(errors="replace"))


def as_sent_leniently(text: str) -> str:
    """A text as clients send it, a lone surrogate as a question mark."""
    return as_sent(text.encode(errors="replace").decode())


def _composed_otherwise(signed: str, seen: str) -> bool:
    """Unicode Standard Annex 15: one text, composed (NFC) or decomposed (NFD)."""
    if "%" not in signed:
        return False
    from unicodedata import normalize

    return normalize("NFC", decoded(signed)) == normalize("NFC", decoded(seen))


def _case_changed(signed: str, seen: str) -> bool:
    return signed.lower() == seen.lower()


# In this order: what is said of the first that fits is the most exact.
_RESPELLINGS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("plus-for-space", _plus_for_space),
    ("unreserved-escaped", _unreserved_escaped),
    ("lower-case-escapes", _lower_case_escapes),
    ("encoded-once-more", _encoded_once_more),
    ("decoded-once", _decoded_once),
    ("escapes-decoded", _decoded),
    ("composed-otherwise", _composed_otherwise),
    ("case-changed", _case_changed),
)


def of_path(signed: str, seen: str) -> str:
    """The cause that makes one path of the other; it is never ""."""
    for known, makes in _OF_PATHS:
        if makes(signed, seen):
            return known
    return respelled(signed, seen) or "path-differs"


def _dots_resolved(signed: str, seen: str) -> bool:
    """RFC 3986, section 5.2.4; WHATWG's parsers resolve escaped dots, too."""
    resolved = _resolved(signed)
    return resolved != signed and seen in {resolved, _collapsed(resolved)}


def _resolved(path: str) -> str:
    kept: list[str] = []
    segments = path.replace("%2E", ".").split("/")[1:]
    for place, segment in enumerate(segments):
        is_last = place + 1 == len(segments)
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
            continue
        if is_last:
            kept.append("")
    return f"/{'/'.join(kept)}"


def _slashes_collapsed(signed: str, seen: str) -> bool:
    return seen != signed and seen in {_collapsed(signed), f"/{signed.lstrip('/')}"}


def _collapsed(path: str) -> str:
    return "/".join([part for place, part in enumerate(path.split("/")) if part or not place]) + (
        "/" if path.endswith("/") and len(path.strip("/")) else ""
    )


def _stripped(signed: str, seen: str) -> bool:
    return seen.startswith("/") and seen != "/" and signed.endswith(seen)


def _added(signed: str, seen: str) -> bool:
    return signed.startswith("/") and signed != "/" and seen.endswith(signed)


def _end_slash(signed: str, seen: str) -> bool:
    return signed.rstrip("/") == seen.rstrip("/")


_OF_PATHS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("dot-segments-resolved", _dots_resolved),
    ("slashes-collapsed", _slashes_collapsed),
    ("path-prefix-stripped", _stripped),
    ("path-prefix-added", _added),
    ("slash-at-the-end", _end_slash),
)
