"""What dbt parsed: where it lies, whether it is still current, and how it is read back.

Reading the project anew takes dbt half a minute, checking that no file changed some seconds; the
night does neither when the files are those it parsed (DECISIONS D81).
"""

import json
import shutil
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.seeds import seed_files
from orchestration.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# What dbt keeps for its own partial parser.
KEPT = "partial_parse.msgpack"


def manifest_path(settings: Settings) -> Path:
    """Where the parsed project lies."""
    return settings.target / "manifest.json"


def semantic_manifest_path(settings: Settings) -> Path:
    """Where the parsed semantic layer lies."""
    return settings.target / "semantic_manifest.json"


def logic_fingerprint(settings: Settings) -> str:
    """Changes with any model, macro, seed or setting: an increment would mix two logics."""
    digest = sha256(repr(timeless_variables(settings)).encode())
    for path in project_files(settings):
        digest.update(str(path.relative_to(settings.project)).encode())
        digest.update(path.read_bytes())
    for path in seed_files(settings):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def project_files(settings: Settings) -> list[Path]:
    """The files of which the dbt project is made, in a fixed order."""
    folder = settings.project / "dbt_project"
    return [
        settings.project / "dbt_project.yml",
        settings.project / "profiles.yml",
        *sorted(path for path in folder.rglob("*") if path.is_file()),
    ]


def timeless_variables(settings: Settings) -> dict[str, object]:
    """The variables that are the same every night."""
    variables = settings.dbt_vars(date.min)
    return {name: value for name, value in variables.items() if not name.startswith("as_of")}


def is_parsed(settings: Settings) -> bool:
    """Whether the target folder holds the project as it is, parsed by this dbt."""
    return _parsed_for(settings) is not None


def remember_parsed(settings: Settings) -> None:
    """Record what the target folder was made from."""
    stamp = {**_origin(settings), "home": str(settings.home)}
    _stamp(settings).write_text(json.dumps(stamp), encoding="utf-8")


def copy_parsed(settings: Settings, draft: Settings) -> None:
    """Begin a draft with the project as the night parsed it; the stamp comes last."""
    draft.target.mkdir(parents=True, exist_ok=True)
    paths = (manifest_path(settings), semantic_manifest_path(settings), settings.target / KEPT)
    for path in (*paths, _stamp(settings)):
        shutil.copyfile(path, draft.target / path.name)


def forget_parsed(settings: Settings) -> None:
    """The target folder is about to change."""
    _stamp(settings).unlink(missing_ok=True)


def parsed_before(settings: Settings) -> "Manifest | None":
    """The project as it was parsed, also in a data folder that was moved or copied since.

    None where the project changed or its file cannot be read.
    """
    home = _parsed_for(settings)
    if home is None:
        return None

    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    try:
        kept = (settings.target / KEPT).read_bytes()
        manifest: Manifest = Manifest.from_msgpack(kept, decoder=extended_mashumuro_decoder)
    except Exception:
        # Whatever is wrong with a cache, parsing again mends it.
        return None
    _read_lake_of(settings.home, home, manifest)
    manifest.build_flat_graph()
    return manifest


def _read_lake_of(home: Path, before: str, manifest: "Manifest") -> None:
    """The place of each source was written with the data folder of then."""
    for source in manifest.sources.values():
        for meta in (source.meta, source.config.meta, source.source_meta):
            if place := meta.get("external_location"):
                meta["external_location"] = place.replace(f"{before}/lake", f"{home}/lake")


def _parsed_for(settings: Settings) -> str | None:
    """The data folder for which this project was parsed."""
    try:
        stamp = json.loads(_stamp(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(stamp, dict):
        return None
    home = stamp.pop("home", None)
    return home if stamp == _origin(settings) and isinstance(home, str) else None


def _origin(settings: Settings) -> dict[str, str]:
    return {
        "logic": logic_fingerprint(settings),
        "project": str(settings.project),
        "dbt": version("dbt-core"),
    }


def _stamp(settings: Settings) -> Path:
    return settings.target / "parsed.json"
