"""Tests of reading contracts from source YAML."""

from datetime import timedelta
from pathlib import Path

import pytest

from quality.contract import ContractError, TableContract, find_table, read_contract

DESK = """
version: 2
sources:
  - name: desk
    schema: desk
    description: The desk.
    config:
      freshness: {warn_after: {count: 36, period: hour}}
      meta:
        external_location: "read_parquet('{{ env_var('CX_HOME', 'data') }}/lake/desk/{name}')"
    tables:
      - name: tickets
        description: >
          One row per version
          of a ticket.
        config:
          meta:
            format: json_lines
            key: [id]
            cursor: updated_at
            rest: others
            path_columns: {brand: 'tickets/([^/]+)/'}
        columns:
          - name: id
            description: Number.
            data_type: varchar
            config: {meta: {required: true}}
          - name: updated_at
            data_type: timestamp
          - name: score
            data_type: bigint
            config: {meta: {accepted: [1, 2], minimum: 1, source_name: "Score (1)"}}
          - name: email
            data_type: varchar
            config: {meta: {personal: true}}
          - {name: brand, data_type: varchar}
          - {name: others, data_type: json}
"""


def read(tmp_path: Path, text: str = DESK) -> TableContract:
    path = tmp_path / "staging" / "desk" / "_desk__sources.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (table,) = read_contract(tmp_path, ["desk"])
    return table


def test_a_table_says_its_columns_keys_and_folder(tmp_path: Path) -> None:
    table = read(tmp_path)

    assert table.path == "desk/tickets"
    assert table.description == "One row per version of a ticket."
    assert table.key == ("id",)
    assert [column.name for column in table.required] == ["id"]
    assert table.personal == ("email",)
    assert table.by_name["score"].accepted == ("1", "2")
    assert table.by_name["score"].header == "Score (1)"
    assert table.by_name["others"].storage_type == "varchar"
    assert table.path_columns == (("brand", "tickets/([^/]+)/"),)


def test_a_table_inherits_the_freshness_of_its_source(tmp_path: Path) -> None:
    assert read(tmp_path).warn_after == timedelta(hours=36)


def test_prose_leaves_the_fingerprint_and_a_type_changes_it(tmp_path: Path) -> None:
    table = read(tmp_path)

    reworded = read(tmp_path, DESK.replace("Number.", "The ticket's number."))
    retyped = read(tmp_path, DESK.replace("data_type: bigint", "data_type: double"))

    assert reworded.fingerprint == table.fingerprint
    assert retyped.fingerprint != table.fingerprint


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("key: [id]", "key: [idd]", "key names idd"),
        ("key: [id]", "key: [emial]", "which is not a column; did you mean 'email'?"),
        ("cursor: updated_at", "cursor: changed_at", "cursor names changed_at"),
        ("minimum: 1", "references: ticket.id", "names ticket.id, which is no <table>.<column>"),
        ("minimum: 1", "references: tickets.idd", "did you mean 'tickets.id'?"),
        ("data_type: bigint", "data_type: integer", "column 'score': data_type"),
        ("required: true", "requierd: true", "column 'id': meta.requierd"),
        ("personal: true", "personnal: true", "no such key; did you mean 'personal'?"),
        ("key: [id]", "key: [id]\n            curser: id", "no such key; did you mean 'cursor'?"),
        ("format: json_lines", "format: xml", "config.meta: format"),
        ("name: email", "name: id", "columns listed twice: id"),
        ("name: email", "name: _row", "_row is written by the loader"),
        ("rest: others", "rest: brand", "must have data_type json"),
        ("period: hour", "period: moon", "freshness wants count and period"),
        ("- name: desk", "- name: disk", "no entry 'name: desk'"),
        ("version: 2", "version: [", "not YAML"),
    ],
)
def test_a_wrong_contract_says_where_it_is_wrong(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(ContractError) as error:
        read(tmp_path, DESK.replace(old, new))

    assert told in str(error.value)
    assert "_desk__sources.yml" in str(error.value)


def test_a_source_without_a_contract_is_an_error_that_lists_the_others(tmp_path: Path) -> None:
    read(tmp_path)

    with pytest.raises(ContractError, match=r"no contract for source 'crm'.*: desk"):
        read_contract(tmp_path, ["crm"])


def test_a_table_is_found_by_its_path(tmp_path: Path) -> None:
    table = read(tmp_path)

    assert find_table([table], "desk/tickets") is table
    with pytest.raises(ContractError, match="there are: desk/tickets"):
        find_table([table], "desk/users")
