"""A finding says what moved, by how much, who moved it, and never more than the numbers allow."""

import re
from dataclasses import replace

import pytest
from report_world import write_warehouse
from test_reports_site import page, render

from reports.errors import SiteError
from reports.findings import Change, Part, contributions, sentence, spoken

RISE = Change("Recommendation", 40.0, 30.0, 300, 300, "better")
PARTS = (
    Part("gold", 50.0, 30.0, 150, 100),
    Part("silver", 30.0, 30.0, 150, 200),
)


def said(change=RISE, parts=PARTS, least=5):
    return sentence(
        change, parts, since="against spring", least=least,
        write=lambda value: f"{value:.1f}", write_change=lambda value: f"{value:+.1f}",
    )  # fmt: skip


def test_contributions_add_up_to_the_change_of_the_whole():
    parts = (*PARTS, Part("bronze", 12.5, 70.0, 40, 90), Part("new", 90.0, None, 25, 0))
    whole = sum(p.n * (p.now or 0) for p in parts) / sum(p.n for p in parts)
    before = sum(p.n_before * (p.before or 0) for p in parts) / sum(p.n_before for p in parts)

    assert sum(one.amount for one in contributions(parts)) == pytest.approx(whole - before)


def test_a_segment_that_only_grew_moves_the_whole_by_its_distance_from_it():
    parts = (Part("high", 80.0, 80.0, 60, 40), Part("low", 20.0, 20.0, 40, 60))

    assert [one.amount for one in contributions(parts)] == pytest.approx([6.0, 6.0])


def test_a_change_beyond_noise_names_who_moved_it():
    assert said() == (
        "Recommendation rose to 40.0, +10.0 against spring: more than noise. "
        "Most of it came from gold (+9.2)."
    )


def test_a_label_with_its_kind_behind_a_comma_is_turned_round():
    assert said(replace(RISE, label="First reply time, mean"), ()).startswith(
        "Mean first reply time rose to 40.0"
    )
    assert spoken("NPS in spring, median") == "Median NPS in spring"
    assert spoken("Net Promoter Score, weighted") == "Net Promoter Score, weighted"


def test_a_change_of_which_nobody_knows_the_noise_claims_nothing():
    assert (
        said(replace(RISE, verdict="None"), ())
        == "Recommendation rose to 40.0, +10.0 against spring."
    )
    assert said(replace(RISE, before=40.0, verdict="None"), ()) == (
        "Recommendation is 40.0, unchanged against spring."
    )


def test_a_change_within_noise_names_nobody():
    assert said(replace(RISE, verdict="same")) == (
        "Recommendation is 40.0; +10.0 against spring is within noise."
    )


def test_too_few_answers_say_nothing_of_a_change():
    assert said(replace(RISE, verdict="few", n=12, n_before=300)) == (
        "Recommendation: too few answers to tell whether it changed (12 now, 300 before)."
    )


def test_nobody_is_named_whose_answers_are_fewer_than_the_companys_minimum():
    parts = (Part("one person", 500.0, 30.0, 4, 4), Part("the rest", 30.0, 30.0, 183, 183))
    moved = sum(one.amount for one in contributions(parts))
    change = replace(RISE, now=30.0 + moved)

    assert "came from" not in said(change, parts)
    assert "came from one person" in said(change, parts, least=4)


def test_segments_that_do_not_explain_the_change_are_not_blamed():
    assert "came from" not in said(replace(RISE, now=80.0))


def test_who_moved_the_other_way_is_not_named_for_a_fall():
    fall = Change("Recommendation", 25.0, 30.0, 200, 200, "worse")
    parts = (Part("up", 40.0, 30.0, 100, 100), Part("down", 10.0, 30.0, 100, 100))

    assert said(fall, parts) == (
        "Recommendation fell to 25.0, -5.0 against spring: more than noise. "
        "Most of it came from down (-10.0)."
    )


def test_an_answer_turned_on_its_side_has_a_row_per_metric_and_its_finding(tmp_path):
    body = (
        "```metrics q\nshape: long\nmetrics: [csat, nps]\nlast: 3 months\nagainst: previous\n```\n"
        "```sql ranked\nselect * from ${q} order by place desc\n```\n"
        "{#each ranked as row}\n<Finding data={ranked} row={loop.index0}/>\n{/each}\n"
    )
    pages = page(tmp_path, body)
    render(pages, write_warehouse(tmp_path / "p" / "warehouse.duckdb"), tmp_path / "site")
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")

    first, second = re.findall(r"</span> ([A-Z][^<]*): more than noise", html)
    assert 'class="finding finding-good"><span aria-hidden="true" class="sign tone-good">▲<' in html
    assert first.startswith("Net Promoter Score rose to 46.2, +1.8")
    assert second.startswith("Customer satisfaction rose to ")
    assert " points against" in second


def test_a_shape_that_there_is_not_is_told(tmp_path):
    pages = page(tmp_path, "```metrics q\nshape: tall\nmetrics: [nps]\n```\n")

    with pytest.raises(SiteError, match="shape must be wide or long"):
        render(pages, write_warehouse(tmp_path / "p" / "warehouse.duckdb"), tmp_path / "site")
