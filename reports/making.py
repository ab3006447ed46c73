"""Makes one page after another: compiles, checks and renders, and keeps every problem.

Which pages there are, and where they are written, is `site.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jinja2 import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from reports.charts.draw import Charts
from reports.components.registry import COMPONENTS
from reports.config import SiteConfig
from reports.context import PageContext
from reports.errors import NoRowError, PageError, Problem, SiteError
from reports.filters.page import LivePage
from reports.formats import format_value
from reports.language.check import Checker
from reports.language.compile import Compiler
from reports.language.sandbox import sandbox
from reports.language.source import Page
from reports.queries import Runner
from reports.rendering import fill
from reports.tables import Row, Table
from reports.templated import pages_for_rows
from reports.warehouse import Value


@dataclass(frozen=True)
class Ready:
    """A page without mistakes, ready to be rendered."""

    page: Page
    template: str
    tables: dict[str, Table]
    live: LivePage | None = None


@dataclass
class PageMaker:
    """Prepares and renders the pages of one site.

    `problems` collects what authors got wrong, `warnings` what of the night's rows is not shown.
    """

    config: SiteConfig
    runner: Runner
    events: tuple[tuple[object, str], ...] = ()
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    row_links: set[str] = field(default_factory=set)
    downloads: dict[str, str] = field(default_factory=dict)
    _compiled: dict[str, Template] = field(default_factory=dict)
    _context: PageContext | None = None

    @cached_property
    def charts(self) -> Charts:
        """The drawings of all pages."""
        return Charts(self.config.drawings)

    def environment(self) -> ImmutableSandboxedEnvironment:
        """Where templates of pages are compiled."""
        return sandbox(lambda value: format_value(value, "", self.config.currency), self._row_of)

    def _row_of(self, table: Table, place: int) -> Row:
        """A row for the text of the page that is rendered."""
        return self._context.row_of(table, place) if self._context else table[place]

    def prepare_all(self, page: Page) -> list[Ready]:
        """Compile and check one page, or one for each row it is a template of."""
        if not page.front.each:
            return [self.prepare(page)]
        tables, problems = self.runner.run_all(
            [q for q in page.queries if q.name == page.front.each]
        )
        rows, mistakes, without = pages_for_rows(page, tables.get(page.front.each))
        self.problems += problems or mistakes
        self.warnings += without
        if page.front.filters:
            message = "filters: a page of many rows cannot have them"
            self.problems.append(Problem(page.path, page.line_of("filters"), message))
            return []
        ready = [
            self.prepare(row.page, {page.front.each: row.table}, row.values) for row in rows[:1]
        ]
        for row in rows[1:]:
            known, mistakes = self.runner.run_all(page.queries, row.values)
            self.problems += mistakes
            known[page.front.each] = row.table
            ready.append(Ready(row.page, ready[0].template, known))
        return ready

    def prepare(
        self,
        page: Page,
        given: dict[str, Table] | None = None,
        row: Mapping[str, Value] | None = None,
    ) -> Ready:
        """Compile and check one page; problems are kept.

        Args:
            page: The page.
            given: Tables beside those of its queries.
            row: Values of the row it is made for.
        """
        tables, mistakes = self.runner.run_all(page.queries, row)
        tables |= given or {}
        compiler = Compiler(page.path, COMPONENTS)
        template = compiler.compile(page.body)
        found = [*mistakes, *compiler.problems]
        if not found:
            checker = Checker(page.path, tables, COMPONENTS)
            found = checker.check(self.environment(), template)
            if checker.compiled:
                self._compiled[template] = checker.compiled
        live = None if found else self._live(page, tables)
        self.problems += found
        return Ready(page, template, tables, live)

    def _live(self, page: Page, tables: dict[str, Table]) -> LivePage | None:
        """What the page's filters need."""
        try:
            cube = self.runner.cube(page.queries, page.front.filters, self.config.minimum_group)
        except PageError as error:
            self.problems.append(Problem(page.path, _line_of(page, error.message), error.message))
            return None
        if cube is None:
            return None
        known = {name: tables[name] for name in cube.questions}
        return LivePage(cube, known, self.config.as_of)

    def render(self, ready: Ready) -> Markup:
        """The body of a page."""
        metrics = self.runner.metrics
        context = self._context = PageContext(
            ready.page.address, self.config, COMPONENTS, self.charts, fill,
            definitions=self.definitions(), events=self.events,  # type: ignore[arg-type]
            explain=metrics.explain if metrics else None,
            downloads=self.downloads, live=ready.live, row_links=self.row_links,
        )  # fmt: skip
        try:
            if ready.template not in self._compiled:
                self._compiled[ready.template] = self.environment().from_string(ready.template)
            template = self._compiled[ready.template]
            body = template.render({**ready.tables, **context.functions()})
            self.warnings += [Problem(ready.page.path, *warning) for warning in context.warnings]
            return Markup(body)  # noqa: S704 - escaped by the sandbox
        except NoRowError:
            raise
        except PageError as error:
            message = error.message
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
        self.problems.append(Problem(ready.page.path, context.line, message))
        return Markup("")

    def definitions(self) -> dict[str, object]:
        """The metrics of the semantic layer by name."""
        return (
            {metric.name: metric for metric in self.runner.metrics.metrics()}
            if self.runner.metrics
            else {}
        )


def _line_of(page: Page, message: str) -> int:
    """Where what is wrong with the filters is told: the dimension, or the query, that it names."""
    for name in page.front.filters:
        if name in message:
            return page.line_of("filters", name)
    named = (query.line - 1 for query in page.queries if f"'{query.name}'" in message)
    return next(named, page.line_of("filters"))


def stop_if(problems: Sequence[Problem]) -> None:
    """Raise what was found, if anything was."""
    if problems:
        raise SiteError(problems)
