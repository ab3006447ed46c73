"""Who is forgotten, without saying who: salted hashes of identifiers, and a stand-in for each.

The same identifier always gives the same stand-in, so that what a forgotten customer did still
hangs together and is counted. Which files are changed is not decided here (DECISIONS D194).
"""

import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestration.atomic import private_folder, write_text
from orchestration.crm_ids import without_check
from orchestration.forgetting.sieve import Sieve

PERSONS, RECORDS, STAND_INS = "persons", "records", "stand_ins"
KINDS = (PERSONS, RECORDS, STAND_INS)
# Anywhere in the data such a text names one thing; shorter ones only where a contract says what.
ENOUGH_CHARACTERS = 8
_REMEMBERED = 1_000_000
_NUMBERS = (int, float, Decimal)
# Every count has a bound, so that the time for a text grows with its length and no faster.
_LOCAL = r"\w\u0300-\u036f.+%'!#$&*/=?^`{|}~-"
_TOKEN = re.compile(
    rf"(?P<address>[{_LOCAL}]{{1,64}}@[\w\u0300-\u036f.-]{{0,253}}\w)"
    r"|(?P<digits>(?<!\w)\+?\d[\d ()./-]{6,28}\d(?!-?\w))"
    r"|(?P<id>[A-Za-z0-9_-]{8,})"
)
# Such a mark may belong to an address, or stand before it.
_MARKS = re.compile(r"(['!#$&*/=?^`{|}~])")
_DECIMAL_ID = re.compile(r"\d+\.0+")
_PHONE = re.compile(r"[+(0][\d ()./-]{7,28}")
_NO_DIGITS = str.maketrans("", "", "+ ()./-")
_MOST_GROUPS = 7
_PHONE_DIGITS = range(ENOUGH_CHARACTERS, 16)
# A customer as the warehouse names them: the source says what even a short id is one of.
_CUSTOMER = re.compile(r"\b([a-z][a-z0-9_]*):([^\s:,;'\"()\[\]]+)")


@dataclass
class Register:
    """The hashes of forgotten persons and of the records that are theirs, and their stand-ins."""

    folder: Path
    salt: bytes = b""
    hashes: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    # Somebody is in the register and perhaps still in files.
    is_unfinished: bool = False
    # Only where every identifier that is looked for is known as it is written.
    sieve: Sieve | None = field(default=None, repr=False)

    _known: dict[tuple[str, object], str] = field(default_factory=dict, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has been forgotten yet."""
        return not self.hashes[PERSONS]

    def add(self, kind: str, space: str, value: object) -> None:
        """Remember an identifier; `space` says of what it is one, empty if anywhere."""
        if value not in (None, ""):
            self.hashes[kind].add(self._hash(space, value))
            self.hashes[kind].update(self._hash(space, told) for told in _phone(value))
            if self.sieve is not None:
                self.sieve.add(_without_fraction(value), is_person=kind == PERSONS)

    def sift(self, besides: Iterable[str] = ()) -> None:
        """Let a sieve tell what needs a look: what is added from here on, and texts `besides`."""
        self.sieve = Sieve()
        for text in (*self.hashes[STAND_INS], *besides):
            self.sieve.add(text, is_person=False)

    def is_person(self, spaces: tuple[str, ...], value: object) -> bool:
        """Whether the value identifies somebody who is forgotten."""
        persons = self.hashes[PERSONS]
        for space in spaces:  # noqa: SIM110 - asked of every value of a file
            if self._hash(space, value) in persons:
                return True
        return False

    def is_record(self, space: str, value: object) -> bool:
        """Whether the value is the key of a record of somebody who is forgotten."""
        return self._hash(space, value) in self.hashes[RECORDS]

    def stand_in(self, value: object) -> Any:
        """What replaces an identifier: of its own kind, and telling nothing."""
        (phone,) = _phone(value) or ("",)
        told = self._hash("stand-in", phone or value)
        short = f"gone{told[:11]}"
        made: float | Decimal | str = short
        if isinstance(value, int) or _without_fraction(value).isdigit():
            number = 9 * 10**15 + int(told, 16) % 10**12
            # As the value is written, so that the other ids of its column are read as before.
            made = type(value)(number) if isinstance(value, _NUMBERS) else str(number)
            if isinstance(value, str) and "." in value:
                made = f"{number}.0"
            self._keep_stand_in(number)
        elif phone:
            # However it is written, so that what it joined stays joined.
            made = f"+{9 * 10**14 + int(told, 16) % 10**11}"
        elif "@" in str(value):
            # A domain of its own: two who are forgotten are not of one company by that.
            made = f"{short}@{short}.invalid"
        self._keep_stand_in(made)
        return made

    def _keep_stand_in(self, made: object) -> None:
        self.hashes[STAND_INS].add(str(made))
        if self.sieve is not None:
            self.sieve.add(made, is_person=False)

    def is_stand_in(self, value: object) -> bool:
        """Whether a value has been put in the place of an identifier."""
        return str(value) in self.hashes[STAND_INS]

    def without_names(self, text: str) -> str:
        """A text in which every forgotten identifier is replaced."""
        if len(text) < ENOUGH_CHARACTERS:
            return text
        return _TOKEN.sub(self._replace, text)

    def without_customers(self, text: str) -> str:
        """A text in which customers' ids of the warehouse's own are replaced, short ones too."""
        source, _, own = text.partition(":")
        if own and self.is_person((source,), own):
            return f"{source}:{self.stand_in(own)}"
        return _CUSTOMER.sub(self._customer, text)

    def _customer(self, match: re.Match[str]) -> str:
        source, own = match.groups()
        return f"{source}:{self.stand_in(own)}" if self.is_person((source,), own) else match[0]

    def _replace(self, match: re.Match[str]) -> str:
        token = match[0]
        if match.lastgroup == "address":
            return self._address(token)
        return self._number(token) if match.lastgroup == "digits" else self._id(token)

    def _address(self, token: str) -> str:
        """An address, or what stands behind a quote, a slash or an equals sign in it."""
        parts = _MARKS.split(token)
        for start in range(0, len(parts), 2):
            address = "".join(parts[start:])
            if self.is_person(("",), address):
                return "".join(map(self._id, parts[:start])) + str(self.stand_in(address))
        return "".join(map(self._id, parts[:-1])) + parts[-1]

    def _number(self, token: str) -> str:
        """Groups of digits: one of them, or several together as a telephone number."""
        groups = [match.span() for match in re.finditer(r"\+?\d+", token)]
        done, written = 0, ""
        for first, (start, _) in enumerate(groups):
            ends = [end for _, end in groups[first : first + _MOST_GROUPS] if end > done]
            for end in reversed(ends):
                if start >= done and self._is_number(token[start:end]):
                    written += token[done:start] + str(self.stand_in(token[start:end]))
                    done = end
        return written + token[done:]

    def _is_number(self, text: str) -> bool:
        if len(text) < ENOUGH_CHARACTERS:
            return False
        digits = text.translate(_NO_DIGITS)
        is_either = digits == text or len(digits) in _PHONE_DIGITS
        if is_either and self.is_person(("",), digits):
            return True
        return digits != text and " " not in text and self.is_person(("",), text)

    def _id(self, token: str) -> str:
        """An identifier, or several with hyphens between."""
        if len(token) < ENOUGH_CHARACTERS or not any(map(str.isdigit, token)):
            return token
        if self.is_person(("",), token):
            return str(self.stand_in(token))
        parts = re.split("([-_])", token)
        return token if len(parts) == 1 else "".join(map(self._id, parts))

    def _hash(self, space: str, value: object) -> str:
        """The same few million times over, so the last ones are remembered."""
        known = self._known.get((space, value))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[space, value] = self._hashed(space, value)
        return known

    def _hashed(self, space: str, value: object) -> str:
        text = _without_fraction(value)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        text = text.lower() if "@" in text else without_check(text)
        # Keyed once and copied: half the time of a digest of its own.
        keyed = self._keyed.copy()
        keyed.update(f"{space}\n{text}".encode())
        return keyed.hexdigest()[:32]

    @cached_property
    def _keyed(self) -> hmac.HMAC:
        return hmac.new(self.salt, digestmod="sha256")

    def save(self) -> None:
        """Keep salt and hashes, readable by the owner only."""
        private_folder(self.folder, levels=1)
        told = {kind: sorted(found) for kind, found in self.hashes.items()}
        head = {"salt": self.salt.hex(), "is_unfinished": self.is_unfinished}
        text = json.dumps({**head, **told}, indent=1)
        write_text(self.folder / "register.json", text)


def _without_fraction(value: object) -> str:
    """An id as the loader reads it where a tool wrote it as a decimal number."""
    text = str(value).strip()
    return text.partition(".")[0] if _DECIMAL_ID.fullmatch(text) else text


def _phone(value: object) -> tuple[str, ...]:
    """The digits of a telephone number, however it is written; nothing of anything else."""
    told = str(value).strip()
    if not _PHONE.fullmatch(told) or told.isdigit():
        return ()
    digits = told.translate(_NO_DIGITS)
    return (digits,) if len(digits) in _PHONE_DIGITS else ()


@dataclass(frozen=True)
class Done:
    """That somebody was forgotten, and how it was proved; not who."""

    done_at: datetime
    files_changed: int
    rows_changed: int
    files_searched: int
    found: int


def read_register(home: Path) -> Register:
    """The register of a data folder; an empty one with a salt of its own if there is none."""
    folder = home / "forgotten"
    path = folder / "register.json"
    if not path.exists():
        return Register(folder, secrets.token_bytes(32))
    told = json.loads(path.read_bytes())
    kept = {kind: set(told[kind]) for kind in KINDS}
    is_unfinished = told.get("is_unfinished", False)
    return Register(folder, bytes.fromhex(told["salt"]), kept, is_unfinished)


def write_done(register: Register, done: Done) -> None:
    """Add a line to the record of what was done."""
    path = register.folder / "done.jsonl"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    line = json.dumps(asdict(done), default=str)
    write_text(path, f"{before}{line}\n")
