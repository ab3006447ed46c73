"""Tests of loading CSV files."""

import gzip
from pathlib import Path

import pytest

from tests.unit.loading import Desk, at, column, contract

GOOD = "id,score,created_at\n1,5,2024-01-01T10:00:00Z\n2,,2024-01-02 10:00:00\n"


def desk(tmp_path: Path, **told: object) -> Desk:
    return Desk(tmp_path, contract(**told))


def test_rows_become_typed_and_say_where_they_came_from(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", GOOD)

    summary = it.load()

    assert (summary.files, summary.rows_in, summary.rows_loaded) == (1, 2, 2)
    assert it.rows("id, score, created_at, _source, _file, _row, _extra, _loaded_on::varchar") == [
        (
            "1",
            5,
            at(2024, 1, 1, 10),
            "desk",
            "landing/desk/tickets/a.csv",
            1,
            None,
            "2024-03-01",
        ),
        (
            "2",
            None,
            at(2024, 1, 2, 10),
            "desk",
            "landing/desk/tickets/a.csv",
            2,
            None,
            "2024-03-01",
        ),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("id,score", "id ,score  "),
        GOOD.replace("1,5,", '"1","5",'),
        GOOD.rstrip("\n"),
        GOOD + "\n",
    ],
    ids=["bom", "crlf", "trailing blanks", "quotes", "no last newline", "blank line"],
)
def test_the_ways_in_which_csv_is_written_make_no_difference(tmp_path: Path, content: str) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", content)

    it.load()

    assert it.rows("id, score") == [("1", 5), ("2", None)]
    assert it.load().rows_rejected == 0


def test_newlines_inside_quotes_belong_to_the_value(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", 'id,score,created_at\n"a\n""b""",1,\nc,2,\n')

    it.load()

    assert it.rows("id, _row") == [('a\n"b"', 1), ("c", 2)]


def test_a_declared_delimiter_and_encoding_are_used(tmp_path: Path) -> None:
    it = desk(tmp_path, delimiter=";", encoding="cp1252")
    it.drop("a.csv", "id;score;created_at\né€;1;\n".encode("cp1252"))

    it.load()

    assert it.rows("id") == [("é€",)]


def test_a_gzip_file_is_read(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv.gz", gzip.compress(GOOD.encode()))

    assert it.load().rows_loaded == 2


def test_times_without_offset_are_in_the_zone_of_the_table(tmp_path: Path) -> None:
    it = desk(tmp_path, time_zone="Europe/Berlin")
    it.drop(
        "a.csv",
        "id,score,created_at\n1,,2024-01-01 10:00:00\n2,,2024-07-01 10:00:00\n"
        "3,,2024-07-01T10:00:00Z\n4,,2024-07-01T10:00:00.000+0000\n5,,2024-07-01T10:00:00-02:00\n"
        "6,,1704103200\n7,,1704103200000\n8,,1704103200000000\n",
    )

    it.load()

    assert [hour for (hour,) in it.rows("hour(created_at)")] == [9, 8, 10, 10, 12, 10, 10, 10]


def test_a_survey_export_has_three_header_rows_and_tells_its_zone(tmp_path: Path) -> None:
    table = contract(
        header_rows=3,
        time_zone="header",
        rest="answers",
        path_columns=(("survey", "tickets/([^/]+)/"),),
        columns=(
            column("survey", required=True),
            column("id", required=True, source_name="ResponseId"),
            column("created_at", "timestamp", source_name="EndDate"),
            column("answers", "json"),
        ),
    )
    it = Desk(tmp_path, table)
    it.drop(
        "SV_1/a.csv",
        "ResponseId,EndDate,Q1,Q2\n"
        'Response,"End\nDate","How likely, really?\nSay",Why\n'
        '"{""ImportId"": ""r""}","{""ImportId"":""e"",""timeZone"":""America/Denver""}",'
        '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
        'R_1,2024-01-01 10:00:00,9,"so ""good"""\nR_2,2024-01-01 11:00:00,,\n',
    )

    summary = it.load()

    assert it.rows("survey, id, hour(created_at), answers, _extra") == [
        ("SV_1", "R_1", 17, '{"Q1":"9","Q2":"so \\"good\\""}', None),
        ("SV_1", "R_2", 18, "{}", None),
    ]
    assert summary.extra_columns == ()


def test_a_survey_export_without_a_zone_is_refused(tmp_path: Path) -> None:
    it = desk(tmp_path, header_rows=3, time_zone="header")
    it.drop("a.csv", "id,score,created_at\na,b,c\nx,y,z\n1,2,\n")

    assert 'tells no "timeZone"' in it.refusal()


def test_a_file_outside_the_folder_that_tells_a_column_is_refused(tmp_path: Path) -> None:
    columns = (column("id", required=True), column("survey", required=True))
    it = desk(tmp_path, columns=columns, path_columns=(("survey", "tickets/([^/]+)/"),))
    it.drop("a.csv", "id\n1\n")

    assert "its path does not tell 'survey'" in it.refusal()


def test_unknown_columns_are_kept_and_named(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", "id,score,created_at,mood,Mood\n1,5,,glad,\n2,5,,,\n")

    summary = it.load()

    assert summary.extra_columns == ("Mood_2", "mood")
    assert it.rows("_extra") == [('{"mood":"glad"}',), (None,)]


def test_an_optional_column_that_is_not_there_is_null(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", "id\n1\n")

    it.load()

    assert it.rows("id, score, created_at") == [("1", None, None)]


def test_a_renamed_required_column_refuses_the_file_and_suggests(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", "ticket_idd,Id_,score\n1,2,3\n")

    reason = it.refusal()

    assert reason.startswith("landing/desk/tickets/a.csv: it has no column 'id'")
    assert "the nearest column it has is 'Id_'" in reason
    assert it.rows() == []


@pytest.mark.parametrize(
    ("mark", "told"), [(";", ";"), ("\t", "tab"), ("|", "|")], ids=["semicolon", "tab", "bar"]
)
def test_a_header_of_another_delimiter_is_refused_with_the_right_one(
    tmp_path: Path, mark: str, told: str
) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", GOOD.replace(",", mark))

    refusal = it.refusal()

    assert f'say delimiter = "{told}"' in refusal
    assert "renamed" not in refusal


def test_a_value_that_cannot_be_typed_rejects_the_row(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop(
        "a.csv",
        "id,score,created_at\n1,five,\n2,1.5,yesterday\n,3,\n4,2.0,\n5,,0001-01-01T00:00:00Z\n"
        "6,,99999999999\n",
    )

    summary = it.load()

    assert (summary.rows_loaded, summary.rows_rejected) == (1, 5)
    assert it.rows("id, score, _row") == [("4", 2, 4)]
    assert it.rejects() == [
        (1, "score", "five", "not a bigint"),
        (2, "created_at", "yesterday", "not a timestamp between 2000 and 2100"),
        (2, "score", "1.5", "not a bigint"),
        (3, "id", None, "required value is missing"),
        (5, "created_at", "0001-01-01T00:00:00Z", "not a timestamp between 2000 and 2100"),
        (6, "created_at", "99999999999", "not a timestamp between 2000 and 2100"),
    ]


def test_malformed_lines_are_rejected_as_they_came(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", "id,score,created_at\n1,5,\n2\n3,1,,4\n4,5,\n")

    summary = it.load()

    assert (summary.rows_in, summary.rows_loaded) == (4, 2)
    found = {(row, column, value) for row, column, value, _ in it.rejects()}
    assert found == {(2, None, "2"), (3, None, "3,1,,4")}
    assert all(reason.startswith("malformed line") for *_, reason in it.rejects())


def test_rejects_are_for_the_owner_only(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", "id,score,created_at\n1,five,\n")

    it.load()

    (path,) = it.settings.rejects.rglob("*.parquet")
    folders = (path.parent, path.parent.parent, it.settings.rejects)
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_a_quote_that_never_ends_refuses_the_file(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", 'id,score,created_at\n1,"5,\n2,3,\n3,4,\n')

    assert "a quote that opens on line 2 is never closed" in it.refusal()


def test_wrong_bytes_refuse_the_file_and_are_shown(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", "id,score,created_at\na,1,\né,2,\n".encode("latin-1"))

    assert "byte 0xE9 at offset 25 (line 3) is not utf-8" in it.refusal()


def test_a_missing_byte_order_mark_refuses_the_file_and_names_the_cure(tmp_path: Path) -> None:
    it = desk(tmp_path, encoding="utf-16")
    it.drop("a.csv", GOOD.encode("utf-16-be"))
    it.drop("b.csv", GOOD.encode("utf-16"))

    refusal = it.refusal()

    assert "a.csv: it is not utf-16: " in refusal
    assert "declare utf-16-le or utf-16-be" in refusal
    assert it.rows("id") == [("1",), ("2",)]


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    it = desk(tmp_path)
    content = "id,score,created_at\n" + "".join(f"{i},{i * i},\n" for i in range(5000))
    it.drop("a.csv.gz", gzip.compress(content.encode())[:-4000])

    assert "its gzip stream ends early" in it.refusal()


def test_a_name_that_promises_gzip_is_refused_when_it_is_none(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv.gz", GOOD)

    assert "it is not gzip" in it.refusal()


@pytest.mark.parametrize("content", ["id,score,created_at\n", ""])
def test_a_file_without_rows_is_loaded_and_noted(tmp_path: Path, content: str) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", content)

    summary = it.load()

    assert (summary.files, summary.rows_in) == (1, 0)
    assert [note.kind for note in summary.notes] == ["empty"]
    assert it.rows() == []


def test_a_file_without_rows_must_still_have_the_right_header(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.csv", "idd,score\n")

    assert "it has no column 'id'" in it.refusal()
