"""What people write — cx.toml, seeds, pages — is understood or refused in words, never a trace."""

import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import example
from hypothesis import strategies as st
from pydantic import ValidationError

from orchestration.company import CompanyFile, explain
from orchestration.settings import Settings, SettingsError, load_settings
from quality.goals import goal_problems
from quality.journeys import JourneysError, check_journeys
from reports.language.source import read_page
from tests.fuzz.profiles import fuzzed

PROJECT = Path(__file__).resolve().parents[2]
TOML = (PROJECT / "cx.toml").read_text(encoding="utf-8")
SEEDS = PROJECT / "dbt_project" / "seeds"
PAGE = (PROJECT / "reports" / "pages" / "loyalty.md").read_text(encoding="utf-8")
words = st.sampled_from(
    (
        *("[", "]", "[[", "]]", "=", '"', "'", "{", "}", "\n", "\0", "#", ",", "```", "---"),
        *("{#if", "{/if}", "{#each x as y}", "{/each}", "<LineChart", "/>", "data={", "$as_of"),
        *("{rows[0].a}", "1e400", "nan", "-1", "9" * 30, "é", "\u202e", "null", "[[mapped]]"),
    )
)


@st.composite
def mutated(draw: Any, text: str) -> str:
    """The text with a few places cut, doubled or written over."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        fresh = draw(words | st.text(max_size=6) | st.just(text[start:end] * 2))
        text = text[:start] + fresh + text[end:]
    return text


toml_values = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc_", max_size=4), inner),
    max_leaves=5,
)


def told(text: str) -> Settings | None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cx.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            return load_settings(Path(folder), {})
        except SettingsError:
            return None


@fuzzed(mutated(TOML))
@example("")
@example("company = 1")
@example("[[company]]")
@example("mapped = 1\n[company]")
@example("x = " + "[" * 5000)
def test_a_company_is_understood_or_refused(text: str) -> None:
    settings = told(text)

    if settings is not None:
        assert tomllib.loads(text)["company"]["name"] == settings.name


@fuzzed(st.sampled_from(["company", "night", "mapped", "goal", "experience"]), toml_values)
@example("mapped", [False])
def test_a_section_of_any_shape_is_refused_in_words(section: str, value: Any) -> None:
    raw = {**tomllib.loads(TOML), section: value}
    try:
        CompanyFile.model_validate(raw)
    except ValidationError as error:
        told = explain(Path("cx.toml"), raw, error)
    else:
        return

    assert told.startswith("cx.toml: ")


@fuzzed(mutated((SEEDS / "goals.csv").read_text(encoding="utf-8")))
def test_goals_are_understood_or_refused(text: str) -> None:
    assert all(str(problem) for problem in goal_problems(text, {}))


@fuzzed(st.sampled_from(["journeys", "touchpoints"]), st.data(), cost=2)
def test_journeys_are_understood_or_refused(name: str, data: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path in SEEDS.glob("*.csv"):
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        target = Path(folder) / f"{name}.csv"
        text = data.draw(mutated(target.read_text(encoding="utf-8")))
        target.write_bytes(text.encode("utf-8", "surrogatepass"))
        with suppress(JourneysError):
            check_journeys(Path(folder))


@fuzzed(mutated(PAGE))
@example("{#if a}" * 2000)
@example("<Grid>" * 2000)
def test_a_page_is_read_or_its_problems_are_told(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder)
        (pages / "a.md").write_bytes(text.encode("utf-8", "surrogatepass"))

        page, problems = read_page(pages / "a.md", pages, pages)

        assert page.address
        assert all(str(problem) for problem in problems)
