"""What lies where a night looks and is not loaded is told, and no link leads out of the landing."""

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from orchestration.cli import cx
from orchestration.loading.outcome import Note
from orchestration.passed_over import HIDDEN, LINKED, all_passed_over, passed_over
from orchestration.state import read_state
from tests.unit.loading import Desk, contract
from tests.unit.test_mapped import PASSENGERS, SURVEY, company, load

ROW = "id,score,created_at\n1,5,\n"


def _elsewhere(folder: Path) -> Path:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "a.csv").write_text(ROW)
    return folder / "elsewhere"


def test_no_link_leads_out_of_the_landing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop("own.csv", ROW.replace("1,", "2,"))
    landed = desk.settings.landing / "desk/tickets"
    (landed / "out.csv").symlink_to(_elsewhere(tmp_path) / "a.csv")
    (landed / "folder").symlink_to(tmp_path / "elsewhere")
    (landed / "again.csv").symlink_to(landed / "own.csv")

    assert desk.load().files == 1

    assert desk.rows("id") == [("2",)]
    names = ("landing/desk/tickets/folder", "landing/desk/tickets/out.csv")
    assert passed_over(desk.settings, "desk/tickets", None) == (Note(LINKED, names),)


def test_a_table_that_is_a_link_out_of_the_landing_is_not_loaded(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    (desk.settings.landing / "desk").mkdir(parents=True)
    (desk.settings.landing / "desk/tickets").symlink_to(_elsewhere(tmp_path))

    assert desk.load().files == 0

    assert all_passed_over(desk.settings) == (Note(LINKED, ("landing/desk/tickets",)),)


def test_a_landing_elsewhere_is_the_landing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    real = tmp_path / "disk"
    (real / "desk/tickets").mkdir(parents=True)
    (real / "desk/tickets/a.csv").write_text(ROW)
    desk.settings.home.mkdir()
    desk.settings.landing.symlink_to(real)

    assert desk.load().files == 1
    assert all_passed_over(desk.settings) == ()


def test_what_is_hidden_is_told_and_what_is_no_data_is_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    for name in ("a.csv.part", ".b.csv", ".gitkeep", ".old/c.csv"):
        desk.drop(name, ROW)

    (told,) = passed_over(desk.settings, "desk/tickets", None)

    assert told.kind == HIDDEN
    assert [Path(name).name for name in told.files] == [".b.csv", "c.csv", "a.csv.part"]


def test_a_feed_tells_what_its_pattern_would_match(tmp_path: Path) -> None:
    feed = SURVEY.replace("surveys/*.csv", "surveys/**/*.csv")
    settings = company(tmp_path, feed, surveys__a_csv=PASSENGERS)
    (tmp_path / "surveys/.b.csv").write_text(PASSENGERS)
    (_elsewhere(tmp_path) / "no.txt").write_text("")
    (tmp_path / "surveys/linked").symlink_to(tmp_path / "elsewhere")

    (summary,) = load(settings)

    assert summary.files == 1
    assert passed_over(settings, "nps/survey_responses", settings.mapped[0]) == (
        Note(HIDDEN, ("surveys/.b.csv",)),
        Note(LINKED, ("surveys/linked",)),
    )


def test_land_and_status_tell_one_line_of_each_kind(tmp_path: Path) -> None:
    files = {f"surveys__{letter}_csv": PASSENGERS for letter in "abcdefgh"}
    settings = company(tmp_path, SURVEY, **files)
    (tmp_path / "surveys/none.csv").write_text(PASSENGERS.splitlines()[0])

    told = CliRunner().invoke(cx, ["land", "--company", str(tmp_path)])
    state = read_state(settings, nights=1, now=datetime(2024, 3, 2, tzinfo=UTC))

    lines = [line.strip() for line in told.stdout.splitlines()]
    (sent,) = (line for line in lines if line.startswith("sent before, not loaded again (7): "))
    (empty,) = (line for line in lines if line.startswith("empty (1): "))
    assert sent.endswith(" and 2 more")
    assert Path(empty).name == "none.csv"
    assert [str(note) for note in state.notes] == [sent, empty]
