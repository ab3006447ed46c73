"""The contract of every source table, read from the dbt source YAML and from nowhere else.

Loader, gates and documentation ask here which columns a table has, how they are typed, which
are required and which are personal. Reading data or judging it does not belong here.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quality.contract_checks import problems_of_references, problems_of_table
from quality.near import did_you_mean

DataType = Literal[
    "varchar", "bigint", "double", "decimal(38,6)", "boolean", "date", "timestamp", "json"
]
FileFormat = Literal["csv", "json_lines", "parquet", "feed"]
Volume = Literal["daily", "sporadic"]

# The same safe loader, ten times as quick where libyaml is there.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContractError(Exception):
    """A source YAML that does not say what a contract must say."""


@dataclass(frozen=True)
class ColumnContract:
    """One column: its type, whether a row may lack it, and what values it may hold.

    Another value than the `accepted` stops the night, than the `usual` is warned of. `kept` are the
    places in a personal JSON value that tell nothing of a person; `not_before` the columns whose
    moment comes first, or the row is rejected.
    """

    name: str
    description: str
    data_type: DataType
    required: bool = False
    personal: bool = False
    accepted: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    source_name: str | None = None
    kept: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The name the source system gives the column in its files."""
        return self.source_name or self.name

    @property
    def storage_type(self) -> str:
        """The type of the column in the lake's Parquet (JSON is kept as text)."""
        return "varchar" if self.data_type == "json" else self.data_type


@dataclass(frozen=True)
class TableContract:
    """One table of one source system, as it arrives in the landing and lies in the lake.

    `optional` is a table that a company with this source may not have at all.
    """

    source: str
    name: str
    description: str
    format: FileFormat
    key: tuple[str, ...]
    columns: tuple[ColumnContract, ...]
    cursor: str | None = None
    then_by: str | None = None
    header_rows: int = 1
    rest: str | None = None
    path_columns: tuple[tuple[str, str], ...] = ()
    time_zone: str = "UTC"
    volume: Volume = "daily"
    optional: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"
    warn_after: timedelta | None = None
    error_after: timedelta | None = None

    @cached_property
    def by_name(self) -> dict[str, ColumnContract]:
        """Columns by their name in the lake."""
        return {column.name: column for column in self.columns}

    @property
    def path(self) -> str:
        """`source/table`: the folder in landing and lake, and the asset's key."""
        return f"{self.source}/{self.name}"

    @property
    def required(self) -> tuple[ColumnContract, ...]:
        """The columns no row may lack."""
        return tuple(column for column in self.columns if column.required)

    @property
    def personal(self) -> tuple[str, ...]:
        """Names of the columns that hold personal data."""
        return tuple(column.name for column in self.columns if column.personal)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with anything that could turn a refused file into an accepted one."""
        contract = asdict(self)
        prose = ["description", "warn_after", "error_after", "volume", "optional"]
        for name in prose if self.then_by else [*prose, "then_by"]:
            contract.pop(name)
        for column in contract["columns"]:
            del column["description"], column["kept"]
            # A table that says nothing of it is what it was.
            for added in ("not_before", "usual"):
                if not column[added]:
                    column.pop(added)
        return sha256(dumps(contract, sort_keys=True).encode()).hexdigest()[:12]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ColumnMeta(_Strict):
    required: bool = False
    personal: bool = False
    accepted: tuple[str | int | float | bool, ...] = ()
    usual: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    source_name: str | None = None
    kept: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


class _TableMeta(_Strict):
    format: FileFormat
    key: tuple[str, ...] = Field(min_length=1)
    cursor: str | None = None
    then_by: str | None = None
    header_rows: int = Field(default=1, ge=1, le=3)
    rest: str | None = None
    path_columns: dict[str, str] = {}
    time_zone: str = "UTC"
    volume: Volume = "daily"
    optional: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"


class _Column(BaseModel):
    name: str
    description: str = ""
    data_type: DataType
    meta: _ColumnMeta = _ColumnMeta()


def contract_file(models_dir: Path, source: str) -> Path:
    """Where the contract of a source is written."""
    return models_dir / "staging" / source / f"_{source}__sources.yml"


def read_contract(models_dir: Path, sources: Iterable[str]) -> tuple[TableContract, ...]:
    """All tables of the given sources, in the order in which their YAML lists them.

    Args:
        models_dir: dbt's folder of models, `dbt_project/models`.
        sources: Names of the source systems to read, such as `("zendesk", "mapped")`.

    Raises:
        ContractError: A file is missing or says something no contract says.
    """
    tables: list[TableContract] = []
    for source in sources:
        path = contract_file(models_dir, source)
        if not path.is_file():
            known = sorted(p.parent.name for p in models_dir.glob("staging/*/_*__sources.yml"))
            raise ContractError(
                f"no contract for source '{source}': {path} does not exist"
                f" (sources with a contract: {', '.join(known) or 'none'})"
            )
        tables.extend(_read_source(path, source))
    return tuple(tables)


def find_table(tables: Iterable[TableContract], path: str) -> TableContract:
    """The contract of `source/table`; an error that lists what there is otherwise."""
    tables = tuple(tables)
    for table in tables:
        if table.path == path:
            return table
    raise ContractError(f"no table '{path}'; there are: {', '.join(t.path for t in tables)}")


def _read_source(path: Path, source: str) -> tuple[TableContract, ...]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or {}  # noqa: S506
    except yaml.YAMLError as error:
        raise ContractError(f"{path}: not YAML: {error}") from error
    for entry in document.get("sources", ()):
        if entry.get("name") == source:
            break
    else:
        raise ContractError(f"{path}: no entry 'name: {source}' under 'sources'")
    inherited = (entry.get("config") or {}).get("freshness") or {}
    tables = tuple(_table(path, source, raw, inherited) for raw in entry.get("tables", ()))
    for problem in problems_of_references(tables):
        raise ContractError(f"{path}: {problem}")
    return tables


def _table(
    path: Path, source: str, raw: dict[str, Any], freshness: dict[str, Any]
) -> TableContract:
    place = f"{path}: table '{raw.get('name')}'"
    config = raw.get("config") or {}
    freshness = config.get("freshness") or freshness
    try:
        meta = _TableMeta.model_validate(config.get("meta") or {})
    except ValidationError as error:
        raise ContractError(f"{place}, config.meta: {_first(error, _TableMeta)}") from error
    columns = tuple(_column(place, column) for column in raw.get("columns") or ())
    table = TableContract(
        source=source,
        name=raw["name"],
        description=" ".join(str(raw.get("description", "")).split()),
        columns=columns,
        **{**dict(meta), "path_columns": tuple(meta.path_columns.items())},
        warn_after=_period(place, freshness.get("warn_after")),
        error_after=_period(place, freshness.get("error_after")),
    )
    for problem in problems_of_table(table):
        raise ContractError(f"{place}: {problem}")
    return table


def _column(place: str, raw: dict[str, Any]) -> ColumnContract:
    document = {**raw, "meta": (raw.get("config") or {}).get("meta") or {}}
    try:
        column = _Column.model_validate(document)
    except ValidationError as error:
        raise ContractError(
            f"{place}, column '{raw.get('name')}': {_first(error, _ColumnMeta)}"
        ) from error
    meta = {**dict(column.meta), "accepted": tuple(_text(v) for v in column.meta.accepted)}
    return ColumnContract(
        name=column.name,
        description=" ".join(column.description.split()),
        data_type=column.data_type,
        **meta,
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _period(place: str, raw: dict[str, Any] | None) -> timedelta | None:
    if not raw:
        return None
    units = {"minute": "minutes", "hour": "hours", "day": "days"}
    try:
        return timedelta(**{units[raw["period"]]: int(raw["count"])})
    except (KeyError, ValueError) as error:
        raise ContractError(f"{place}: freshness wants count and period, got {raw}") from error


def _first(error: ValidationError, shape: type[BaseModel]) -> str:
    detail = error.errors()[0]
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        near = did_you_mean(str(detail["loc"][-1]), shape.model_fields)
        return f"{where}: there is no such key{near}"
    return f"{where}: {detail['msg']} (got {detail['input']!r})"
