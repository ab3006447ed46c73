"""The sources there are, so that no branch of a model goes unread for a company without one."""

from pathlib import Path

NAMES = " ".join(path.name for path in (Path(__file__).parents[1] / "models/staging").iterdir())
