"""Secrets are named in cx.toml, kept elsewhere, and never shown."""

from pathlib import Path
from traceback import format_exception

import pytest
from click.testing import CliRunner

from orchestration.cli import cx
from orchestration.hidden import SecretError, read_secrets
from orchestration.settings import SettingsError, load_settings

SECRET = "hunter2-hunter2"
COMPANY = """
[company]
name = "Small"
time_zone = "UTC"
currency = "EUR"
sources = ["zendesk"]
[night.on_failure]
webhook = { secret = "HOOK" }
"""


def kept(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    path = folder / "secrets.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return {"CX_SECRETS": str(path)}


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    environ = kept(tmp_path, f'ONE = "of the file"\nTWO = "{SECRET}"')

    found = read_secrets(["ONE", "TWO"], {**environ, "ONE": "of the environment"}, [])

    assert [found.reveal("ONE"), found.reveal("TWO")] == ["of the environment", SECRET]
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        ('OTHER = "x"', 0o600, "cx.toml names the secret HOOK: not in the environment or"),
        (f'HOOK = "{SECRET}"', 0o640, "others may read"),
        (f"HOOK = {SECRET}", 0o600, "is not TOML"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_without_its_content(
    tmp_path: Path, text: str, mode: int, told: str
) -> None:
    found = read_secrets(["HOOK"], kept(tmp_path, text, mode), [])

    with pytest.raises(SecretError, match=told) as caught:
        found.check()
    assert SECRET not in str(caught.value)


def test_a_file_inside_the_repository_is_refused(tmp_path: Path) -> None:
    found = read_secrets(["HOOK"], kept(tmp_path, f'HOOK = "{SECRET}"'), [tmp_path])

    with pytest.raises(SecretError, match="keep secrets outside"):
        found.check()


def test_a_missing_secret_stops_a_night_before_it_starts(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text(COMPANY, encoding="utf-8")

    for verb in ("nightly", "land"):
        told = CliRunner().invoke(cx, [verb, "--company", str(tmp_path)])

        assert told.exit_code == 1
        assert "cx.toml names the secret HOOK" in told.output
        assert not (tmp_path / "data").exists()


def test_who_only_asks_needs_no_secret(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text(COMPANY, encoding="utf-8")

    told = CliRunner().invoke(cx, ["query", "nps", "--company", str(tmp_path)])

    assert "does not exist; cx nightly publishes it" in told.output


def test_a_secret_that_is_written_out_is_refused_and_not_repeated(tmp_path: Path) -> None:
    text = COMPANY + f'token = "{SECRET}"'
    (tmp_path / "cx.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match="a secret is named here") as caught:
        load_settings(tmp_path, {})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        f'token = {{ secret = "{SECRET}" }}',
        f'webhook = {{ secret = "https://{SECRET}.example" }}',
        f'webhook = {{ sekret = "{SECRET}" }}',
        f'webhook = ["https://{SECRET}.example"]',
        f'timeout_seconds = "{SECRET}"',
        f'command = ["curl", "{SECRET}"]',
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path, written: str) -> None:
    told = COMPANY.replace('webhook = { secret = "HOOK" }', written)
    (tmp_path / "cx.toml").write_text(told, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"night\.on_failure") as caught:
        load_settings(tmp_path, {})

    assert SECRET not in "".join(format_exception(caught.value))


def test_a_secret_where_its_name_belongs_is_told_so(tmp_path: Path) -> None:
    for key in ("webhook", "token"):
        told = COMPANY.replace(
            'webhook = { secret = "HOOK" }', f'{key} = {{ secret = "{SECRET}" }}'
        )
        (tmp_path / "cx.toml").write_text(told, encoding="utf-8")

        with pytest.raises(SettingsError) as caught:
            load_settings(tmp_path, {})

        place = f"{tmp_path / 'cx.toml'}: night.on_failure.{key}.secret: "
        assert str(caught.value).startswith(f"{place}the name of a secret in capitals")
