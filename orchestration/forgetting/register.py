"""Who is forgotten, without saying who: salted hashes of identifiers, and a stand-in for each.

The same identifier always gives the same stand-in, so that what a forgotten customer did still
hangs together and is counted. Which files are changed is not decided here (DECISIONS D194).
"""

import hmac
import json
import re
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.loading.ledger import private_folder, write_text

PERSONS, RECORDS, STAND_INS = "persons", "records", "stand_ins"
KINDS = (PERSONS, RECORDS, STAND_INS)
# Anywhere in the data such a text names one thing; shorter ones only where a contract says what.
ENOUGH_CHARACTERS = 8
_REMEMBERED = 1_000_000
_TOKEN = re.compile(r"[\w.+%-]+@[\w.-]+\w|(?=[A-Za-z_-]*\d)[\w-]{8,}", re.ASCII)
_CRM_ID = re.compile(r"[a-zA-Z0-9]{18}")


@dataclass
class Register:
    """The hashes of forgotten persons and of the records that are theirs, and their stand-ins."""

    folder: Path
    salt: bytes = b""
    hashes: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})

    _known: dict[tuple[str, object], str] = field(default_factory=dict, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has been forgotten yet."""
        return not self.hashes[PERSONS]

    def add(self, kind: str, space: str, value: object) -> None:
        """Remember an identifier; `space` says of what it is one, empty if anywhere."""
        if value not in (None, ""):
            self.hashes[kind].add(self._hash(space, value))

    def is_person(self, spaces: tuple[str, ...], value: object) -> bool:
        """Whether the value identifies somebody who is forgotten."""
        return any(self._hash(space, value) in self.hashes[PERSONS] for space in spaces)

    def is_record(self, space: str, value: object) -> bool:
        """Whether the value is the key of a record of somebody who is forgotten."""
        return self._hash(space, value) in self.hashes[RECORDS]

    def stand_in(self, value: object) -> Any:
        """What replaces an identifier: of its own kind, and telling nothing."""
        told = self._hash("stand-in", value)
        short = f"gone{told[:11]}"
        made: int | str = short
        if isinstance(value, int) or str(value).isdigit():
            number = 9 * 10**15 + int(told, 16) % 10**12
            made = number if isinstance(value, int) else str(number)
        elif "@" in str(value):
            # A domain of its own: two who are forgotten are not of one company by that.
            made = f"{short}@{short}.invalid"
        self.hashes[STAND_INS].add(str(made))
        return made

    def is_stand_in(self, value: object) -> bool:
        """Whether a value has been put in the place of an identifier."""
        return str(value) in self.hashes[STAND_INS]

    def without_names(self, text: str) -> str:
        """A text in which every forgotten identifier is replaced."""
        if len(text) < ENOUGH_CHARACTERS:
            return text
        return _TOKEN.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        token = match[0]
        return str(self.stand_in(token)) if self.is_person(("",), token) else token

    def _hash(self, space: str, value: object) -> str:
        """The same few million times over, so the last ones are remembered."""
        known = self._known.get((space, value))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[space, value] = self._hashed(space, value)
        return known

    def _hashed(self, space: str, value: object) -> str:
        text = str(value).strip()
        if "@" in text:
            text = text.lower()
        elif _CRM_ID.fullmatch(text):
            # The same id with its three letters for systems that see no case.
            text = text[:15]
        return hmac.digest(self.salt, f"{space}\n{text}".encode(), "sha256").hex()[:32]

    def save(self) -> None:
        """Keep salt and hashes, readable by the owner only."""
        private_folder(self.folder, levels=1)
        told = {kind: sorted(found) for kind, found in self.hashes.items()}
        text = json.dumps({"salt": self.salt.hex(), **told}, indent=1)
        write_text(self.folder / "register.json", text)


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
    return Register(folder, bytes.fromhex(told["salt"]), kept)


def write_done(register: Register, done: Done) -> None:
    """Add a line to the record of what was done."""
    path = register.folder / "done.jsonl"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    line = json.dumps(asdict(done), default=str)
    write_text(path, f"{before}{line}\n")
