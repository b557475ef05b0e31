"""OSC address patterns: `?` `*` `[a-z]` `[!a]` `{a,b}`, which never cross a `/`.

Matched by hand, one step back at most for each star, since a regular expression made from ten stars takes a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SIGNS = frozenset("*?[{")
MOST_CHOICES = 64  # addresses that all `{a,b}` of one pattern may stand for together


def is_pattern(address: str) -> bool:
    """Whether an address may stand for several."""
    return not SIGNS.isdisjoint(address)


def matching(pattern: str, addresses: Iterable[str]) -> Iterator[str]:
    """Those addresses that a pattern stands for, in their order.

    Raises:
        ValueError: a bracket without its end, or too many choices.

    >>> list(matching("/a/{wet,dry}_?", ["/a/wet_1", "/a/dry_12", "/a/b/wet_1", "/a/dry_2"]))
    ['/a/wet_1', '/a/dry_2']
    """
    plain = [[_tokens(level) for level in one.split("/")] for one in _without_braces(pattern)]
    for address in addresses:
        levels = address.split("/")
        if any(len(one) == len(levels) and all(map(_fits, one, levels)) for one in plain):
            yield address


def _without_braces(pattern: str) -> list[str]:
    """Every pattern that a pattern with `{a,b}` stands for."""
    found, rest = [""], pattern
    while "{" in rest:
        before, _, rest = rest.partition("{")
        inside, closed, rest = rest.partition("}")
        if not closed:
            raise ValueError(f"pattern must close every brace, got {pattern[:64]!r}; add a }}")
        found = [one + before + choice for one in found for choice in inside.split(",")]
        if len(found) > MOST_CHOICES:
            raise ValueError(f"pattern must stand for at most {MOST_CHOICES} choices, got {pattern[:64]!r}; ask twice")
    return [one + rest for one in found]


def _tokens(level: str) -> list[str]:
    """Single letters, `?`, `*` and whole brackets."""
    tokens: list[str] = []
    place = 0
    while place < len(level):
        end = place + 1
        if level[place] == "[":
            end = level.find("]", place + 1) + 1
            if not end:
                raise ValueError(f"pattern must close every bracket, got {level[:64]!r}; add a ]")
        tokens.append(level[place:end])
        place = end
    return tokens


def _fits(tokens: list[str], text: str) -> bool:
    """Whether one level fits. The last star takes one letter more each time the rest does not fit."""
    at = place = 0
    star = taken = -1
    while place < len(text):
        if at < len(tokens) and tokens[at] == "*":
            star, taken = at, place
            at += 1
        elif at < len(tokens) and _is_one(tokens[at], text[place]):
            at += 1
            place += 1
        elif star >= 0:
            taken += 1
            at, place = star + 1, taken
        else:
            return False
    return all(token == "*" for token in tokens[at:])


def _is_one(token: str, letter: str) -> bool:
    """Whether a token that is no star stands for this letter."""
    if len(token) == 1:
        return token in ("?", letter)
    body = token[1:-1]
    negated = body.startswith("!")
    body = body[negated:]
    hit = False
    while body:
        if len(body) > 2 and body[1] == "-":
            hit |= body[0] <= letter <= body[2]
            body = body[3:]
        else:
            hit |= body[0] == letter
            body = body[1:]
    return hit != negated
