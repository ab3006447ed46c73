"""Tests of reading a company's cx.toml."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.dbt_runner import dbt_environment
from orchestration.judging import check_volume_since
from orchestration.settings import Settings, SettingsError, load_settings
from orchestration.site import site_config

COMPANY = """
[company]
name = "Small Airport"
time_zone = "America/Los_Angeles"
currency = "USD"
gross_margin = 0.5
sources = ["zendesk"]
"""

FEED = """
[[mapped]]
name = "passengers"
entity = "survey_responses"
files = "surveys/*.csv"
null_values = ["?"]
latest_by = "version"
[mapped.fields]
response_id = "RESPNUM"
score = {column = "NETPRO", missing = [11]}
metric_name = {value = "nps"}
answered_at = {sql = "make_date(2017, 5, INTDATE::int)"}
"""


def load(folder: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    (folder / "cx.toml").write_text(text, encoding="utf-8")
    return load_settings(folder, environ or {})


def test_a_company_has_its_data_beside_its_configuration(tmp_path: Path) -> None:
    settings = load(tmp_path, COMPANY)

    assert settings.home == tmp_path / "data"
    assert settings.landing == tmp_path / "data" / "landing"
    assert settings.published_warehouse == tmp_path / "data" / "published" / "warehouse.duckdb"


def test_cx_home_moves_the_data(tmp_path: Path) -> None:
    settings = load(tmp_path, COMPANY, {"CX_HOME": str(tmp_path / "elsewhere")})

    assert settings.lake == tmp_path / "elsewhere" / "lake"


def test_a_company_says_how_many_customers_a_page_may_tell_apart(tmp_path: Path) -> None:
    told = load(tmp_path, f"{COMPANY}[site]\nminimum_group = 10\n")

    assert site_config(told, date(2026, 5, 31)).minimum_group == 10
    assert site_config(load(tmp_path, COMPANY), date(2026, 5, 31)).minimum_group == 5


def test_a_company_gives_its_site_a_face(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    site = '[site]\nlogo = "logo.svg"\naccent = { light = "#7a1f3d", dark = "#f2a3bd" }\n'

    told = load(tmp_path, f'{COMPANY}{site}allowed_text = "help@northwind.example"\n')

    config = site_config(told, date(2026, 5, 31))
    assert config.logo == tmp_path / "logo.svg"
    assert config.accent == ("#7a1f3d", "#f2a3bd")
    assert config.allowed_text == ("help@northwind.example",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('logo = "none.png"', "site.logo: .*none.png does not exist"),
        ('logo = "cx.toml"', "site.logo: cx.toml is none of .svg"),
        ('accent = { light = "#ffcc00", dark = "#ffcc00" }', "light: #ffcc00 on the page .* 1.4"),
        ('accent = { light = "#14507f", dark = "#14507f" }', "dark: #14507f on the page"),
        ('accent = { light = "blue", dark = "#86c0f0" }', "'blue' is no colour such as"),
    ],
)
def test_a_face_that_cannot_be_seen_is_told(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load(tmp_path, f"{COMPANY}[site]\n{line}\n")


def test_a_feed_enables_the_mapped_source(tmp_path: Path) -> None:
    assert load(tmp_path, COMPANY).sources == ("zendesk",)
    assert load(tmp_path, COMPANY + FEED).sources == ("zendesk", "mapped")


def test_a_field_is_a_column_an_expression_or_a_constant(tmp_path: Path) -> None:
    (feed,) = load(tmp_path, COMPANY + FEED).mapped

    assert feed.files == ("surveys/*.csv",)
    assert feed.fields["response_id"].column == "RESPNUM"
    assert feed.fields["score"].missing == (11,)
    assert feed.fields["metric_name"].value == "nps"
    assert feed.fields["answered_at"].sql == "make_date(2017, 5, INTDATE::int)"
    assert feed.latest_by is not None
    assert feed.latest_by.column == "version"


def test_the_night_ends_at_midnight_of_the_company(tmp_path: Path) -> None:
    settings = load(tmp_path, COMPANY)

    assert settings.dbt_vars(date(2024, 7, 1))["as_of_end"] == "2024-07-02 07:00:00"
    assert settings.dbt_vars(date(2024, 12, 1))["as_of_end"] == "2024-12-02 08:00:00"


def test_the_last_complete_day_is_yesterday_where_the_company_is(tmp_path: Path) -> None:
    settings = load(tmp_path, COMPANY)

    assert settings.last_complete_day(datetime(2024, 7, 2, 6, tzinfo=UTC)) == date(2024, 6, 30)
    assert settings.last_complete_day(datetime(2024, 7, 2, 8, tzinfo=UTC)) == date(2024, 7, 1)


def test_the_demo_company_at_the_root_is_valid() -> None:
    settings = load_settings(None, {})

    assert settings.name == "Northwind Home"
    assert settings.sources == ("zendesk", "qualtrics", "salesforce", "segment")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("America/Los_Angeles", "America/Los_Angels", "company.time_zone: not a time zone"),
        ('"USD"', '"usd"', "company.currency"),
        ("gross_margin", "gros_margin", "company.gros_margin: there is no such key; did you mean"),
        ('name = "Small Airport"', "", "company.name: this key is required"),
        ('["zendesk"]', '["zendesk", "mapped"]', "leave 'mapped' out of sources"),
        ('"survey_responses"', '"surveys"', "[[mapped]] 'passengers': entity"),
        ("null_values", "null_value", "'passengers': null_value: there is no such key; did you"),
        ('{value = "nps"}', '{value = "nps", sql = "1"}', "fields.metric_name: wants exactly one"),
        ("missing = [11]", "mising = [11]", "fields.score.mising: there is no such key; did you"),
        ('name = "passengers"', 'name = "zendesk"', "may not take the name of source 'zendesk'"),
        ("[company]", "[site]\nminimum_grup = 9\n[company]", "did you mean 'minimum_group'?"),
        (
            "[company]",
            "[site]\naccent = {light='#000', dark='#fff', drak=''}\n[company]",
            "did you mean 'dark'?",
        ),
        (
            "null_values",
            'format = "json_lines"\nencoding = "latin-1"\nnull_values',
            "JSON is UTF-8",
        ),
        ("[company]", "[company", "not TOML"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(tmp_path, (COMPANY + FEED).replace(old, new))

    assert str(error.value).startswith(str(tmp_path / "cx.toml"))
    assert told in str(error.value)


def test_two_feeds_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"two .* feeds are named 'passengers'"):
        load(tmp_path, COMPANY + FEED + FEED)


def test_a_folder_without_cx_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--company names a folder"):
        load_settings(tmp_path, {})


def test_a_company_without_data_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no data"):
        load(tmp_path, COMPANY.replace('sources = ["zendesk"]', ""))


def test_the_memory_of_the_models_is_an_amount_or_a_share(tmp_path: Path) -> None:
    told = load(tmp_path, COMPANY + '[night]\nmemory = "6GB"\n')

    assert dbt_environment(told)["CX_MEMORY"] == "6GB"
    with pytest.raises(SettingsError, match=r"night\.memory"):
        load(tmp_path, COMPANY + '[night]\nmemory = "plenty"\n')


@pytest.mark.parametrize(
    "encoding", ["hex", "rot13", "base64", "uu", "zlib", "klingon", "a\\u0000b"]
)
def test_an_encoding_that_is_none_of_text_is_refused(tmp_path: Path, encoding: str) -> None:
    told = FEED.replace("[mapped.fields]", f'encoding = "{encoding}"\n[mapped.fields]')

    with pytest.raises(SettingsError, match=r"encoding: not an encoding of text; .* such as"):
        load(tmp_path, COMPANY + told)


def test_a_company_file_that_is_a_folder_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").mkdir()

    with pytest.raises(SettingsError, match=r"cx\.toml cannot be read: Is a directory"):
        load_settings(tmp_path, {})


def test_a_volume_that_changed_is_that_of_a_table_or_of_a_feed(tmp_path: Path) -> None:
    told = load(tmp_path, COMPANY + '[night.volume_since]\n"zendesk/tickets" = 2026-10-05\n')

    assert told.night.volume_since == {"zendesk/tickets": date(2026, 10, 5)}
    check_volume_since(told, ["zendesk/tickets", "zendesk/users"])
    with pytest.raises(SettingsError, match="there is no table 'zendesk/tickets'"):
        check_volume_since(told, ["zendesk/users"])
    with pytest.raises(SettingsError, match="neither a table of a source nor"):
        load(tmp_path, COMPANY + '[night.volume_since]\n"zendsk/tickets" = 2026-10-05\n')
