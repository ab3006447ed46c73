"""Secrets: cx.toml names them, the environment or one file outside the repository holds them.

The file is a TOML of `NAME = "value"` lines that CX_SECRETS points to. No message shows a value.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

FILE = "CX_SECRETS"


class SecretError(Exception):
    """A secret that is named but not there; says which and where it was looked for."""


@dataclass(frozen=True)
class Secrets:
    """The secrets a company names, as far as they were found."""

    values: Mapping[str, SecretStr] = field(default_factory=dict)
    problem: str = ""

    def check(self) -> None:
        """Refuse to start without one of them.

        Raises:
            SecretError: A named secret is missing or its file cannot be used.
        """
        if self.problem:
            raise SecretError(self.problem)

    def reveal(self, name: str) -> str:
        """The value, for the one call that needs it."""
        self.check()
        return self.values[name].get_secret_value()


def read_secrets(
    names: Iterable[str], environ: Mapping[str, str], repositories: Sequence[Path]
) -> Secrets:
    """Look the named secrets up; what is missing is remembered, not raised.

    Args:
        names: The names in cx.toml.
        environ: The environment, which goes before the file.
        repositories: Folders in which a file of secrets must not lie.
    """
    wanted = dict.fromkeys(names)
    if not wanted:
        return Secrets()
    kept: Mapping[str, object] = {}
    problem = ""
    if secrets_file := environ.get(FILE):
        try:
            kept = _read_file(Path(secrets_file).resolve(), repositories)
        except SecretError as error:
            problem = str(error)
    values = {
        name: SecretStr(value)
        for name in wanted
        if isinstance(value := environ.get(name) or kept.get(name), str) and value
    }
    missing = [name for name in wanted if name not in values]
    if missing and not problem:
        place = f"or {environ[FILE]}" if environ.get(FILE) else f"and {FILE} names no file"
        problem = f"cx.toml names the secret {', '.join(missing)}: not in the environment {place}"
    return Secrets(values, problem if missing else "")


def _read_file(path: Path, repositories: Sequence[Path]) -> Mapping[str, object]:
    for folder in repositories:
        if path.is_relative_to(folder):
            raise SecretError(f"{FILE}: {path} lies inside {folder}; keep secrets outside of it")
    try:
        if path.stat().st_mode & 0o077:
            raise SecretError(f"{FILE}: others may read {path}; chmod 600 it")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SecretError(f"{FILE}: {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The parser's words may quote the line.
        raise SecretError(f'{FILE}: {path} is not TOML; write NAME = "value" lines') from None
