"""The seeds a company is built with: the project's, each replaced by the company's own.

`seeds/NAME.csv` in a company's folder takes the place of the project's seed NAME. A seed whose YAML
says `starts_empty` describes the demo company (its journeys, its surveys' questions, its events):
another company has an empty one until it writes its own (DECISIONS D135).
"""

import csv
from collections.abc import Iterator, Mapping
from operator import methodcaller
from pathlib import Path

from orchestration.atomic import write_atomically
from orchestration.company import SettingsError
from orchestration.settings import Settings
from quality.near import did_you_mean


def project_seeds(settings: Settings) -> Path:
    """The seeds every company starts from; they are those of the demo company."""
    return settings.project / "dbt_project" / "seeds"


def seed_file(settings: Settings, name: str) -> Path:
    """Where a person edits a seed of this company, to be named in messages."""
    own = _own_seeds(settings).get(f"{name}.csv")
    return own or project_seeds(settings) / f"{name}.csv"


def seeds_folder(settings: Settings) -> Path:
    """The folder in which dbt and the gates find this company's seeds, brought up to date.

    Raises:
        SettingsError: A file among the company's seeds is none, or has other columns.
    """
    if settings.company == settings.project:
        return project_seeds(settings)
    folder = settings.home / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = _contents(settings)
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        path = folder / name
        # Untouched when it is right: another command may be reading it.
        if not (path.exists() and path.read_bytes() == content):
            write_atomically(path, methodcaller("write_bytes", content), mode=None)
    return folder


def check_seeds(settings: Settings) -> None:
    """Refuse company's seeds that have no counterpart in the project or other columns.

    Raises:
        SettingsError: Names the file, what is wrong with it and the nearest right name.
    """
    known = {path.name: path for path in project_seeds(settings).glob("*.csv")}
    for name, path in _own_seeds(settings).items():
        if name not in known:
            meant = did_you_mean(name, known, otherwise=f"; known: {', '.join(sorted(known))}")
            raise SettingsError(f"{path}: there is no such seed{meant}")
        expected, found = _header(known[name]), _header(path)
        if found != expected:
            raise SettingsError(
                f"{path}:1: expected the columns {','.join(expected)}, found {','.join(found)}"
            )


def seed_files(settings: Settings) -> tuple[Path, ...]:
    """The company's own seeds, in a fixed order: what is built depends on them."""
    return tuple(path for _, path in sorted(_own_seeds(settings).items()))


def _own_seeds(settings: Settings) -> Mapping[str, Path]:
    if settings.company == settings.project:
        return {}
    return {path.name: path for path in (settings.company / "seeds").glob("*.csv")}


def _contents(settings: Settings) -> dict[str, bytes]:
    """Every file of the folder by name."""
    check_seeds(settings)
    own = _own_seeds(settings)
    empty = set(_starting_empty(settings))
    contents: dict[str, bytes] = {}
    for path in sorted(project_seeds(settings).glob("*.csv")):
        if path.name in own:
            contents[path.name] = own[path.name].read_bytes().removeprefix(b"\xef\xbb\xbf")
        elif path.name in empty:
            contents[path.name] = f"{','.join(_header(path))}\n".encode()
        else:
            contents[path.name] = path.read_bytes()
    return contents


def _starting_empty(settings: Settings) -> Iterator[str]:
    import yaml

    for path in project_seeds(settings).glob("*.yml"):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]:
            if seed.get("config", {}).get("meta", {}).get("starts_empty"):
                yield f"{seed['name']}.csv"


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise SettingsError(f"{path}: its first line is no CSV: {error}") from error
