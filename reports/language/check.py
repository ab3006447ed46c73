"""Finds every mistake of a compiled page before anything is rendered.

Walks the template's syntax tree with what is known: the queries, their columns, the functions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from reports.components.declare import Declaration, Kind, convert
from reports.errors import PageError, Problem, nearest
from reports.language.sandbox import FUNCTIONS
from reports.tables import Table

Scope = dict[str, Table | None]
_FORBIDDEN = (
    nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.Macro,
    nodes.ScopedEvalContextModifier, nodes.EvalContextModifier,
)  # fmt: skip


@dataclass
class Checker:
    """Checks one page's template; `line` follows the `at(…)` marks.

    A template that could be read stands in `compiled`, so that nobody compiles it again.
    """

    path: str
    tables: Mapping[str, Table]
    components: Mapping[str, Declaration]
    problems: list[Problem] = field(default_factory=list)
    line: int = 0
    parents: list[Table | None] = field(default_factory=list)
    compiled: Template | None = None

    def check(self, environment: SandboxedEnvironment, template: str) -> list[Problem]:
        """Every problem of the template, with the page's own lines."""
        try:
            tree = environment.parse(template)
            code = environment.compile(tree)
        except TemplateSyntaxError as error:
            self.line = line_before(template, error.lineno)
            self._problem(f"{error.message}")
            return self.problems
        self.compiled = Template.from_code(environment, code, environment.make_globals(None))
        scope: Scope = {**self.tables, **dict.fromkeys(FUNCTIONS)}
        self._visit(tree, scope)
        return self.problems

    def _problem(self, message: str) -> None:
        self.problems.append(Problem(self.path, self.line, message))

    def _visit(self, node: nodes.Node, scope: Scope) -> None:
        if isinstance(node, _FORBIDDEN):
            self._problem(f"{type(node).__name__.lower()} is not part of the page language")
        elif isinstance(node, nodes.For):
            self._for(node, scope)
        elif isinstance(node, nodes.CallBlock):
            self._call_block(node, scope)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            self._visit(node.node, scope)
            scope[node.target.name] = _table_of(node.node, scope)
        elif isinstance(node, nodes.Call):
            self._call(node, scope)
        elif isinstance(node, nodes.Getattr | nodes.Getitem):
            self._access(node, scope)
        elif isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in scope:
            self._problem(
                f"there is no query or value '{node.name}'{nearest(node.name, self._names(scope))}"
            )
        else:
            for child in node.iter_child_nodes():
                self._visit(child, scope)

    def _names(self, scope: Scope) -> list[str]:
        return [name for name in scope if name not in ("at", "show", "component", "caller")]

    def _for(self, node: nodes.For, scope: Scope) -> None:
        self._visit(node.iter, scope)
        inner: Scope = {**scope, "loop": None}
        for target in (
            node.target.find_all(nodes.Name)
            if not isinstance(node.target, nodes.Name)
            else [node.target]
        ):
            inner[target.name] = None
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = _table_of(node.iter, scope)
        for child in (*node.body, *node.else_):
            self._visit(child, inner)

    def _call_block(self, node: nodes.CallBlock, scope: Scope) -> None:
        self._visit(node.call, scope)
        data = [_table_of(k.value, scope) for k in node.call.kwargs if k.key == "data"]
        self.parents.append(data[0] if data else None)
        inner = {**scope, "caller": None}
        for child in node.body:
            self._visit(child, inner)
        self.parents.pop()

    def _call(self, node: nodes.Call, scope: Scope) -> None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        first = node.args[0] if node.args else None
        told = first.value if isinstance(first, nodes.Const) else None
        # These three are the compiler's; an author who writes one is told like of any other call.
        if name == "at" and isinstance(told, int):
            self.line = told
        elif name == "component" and isinstance(told, str) and told in self.components:
            self._component(self.components[told], node, scope)
        elif name == "show" and len(node.args) == 2:
            self._show(node, scope)
        elif name == "fmt":
            for child in node.iter_child_nodes():
                self._visit(child, scope)
        else:
            said = name or (node.node.attr if isinstance(node.node, nodes.Getattr) else "this")
            self._problem(
                f"'{said}' cannot be called; the language has fmt(value, 'format') and filters"
            )

    def _show(self, node: nodes.Call, scope: Scope) -> None:
        base, column = node.args
        self._visit(base, scope)
        table = _table_of(base, scope)
        if isinstance(column, nodes.Const):
            if isinstance(base, nodes.Name) and base.name in self.tables and scope.get(base.name):
                self._problem(f"'{base.name}' has many rows; write {base.name}[0].{column.value}")
            self._column(table, str(column.value))

    def _access(self, node: nodes.Getattr | nodes.Getitem, scope: Scope) -> None:
        self._visit(node.node, scope)
        name = node.attr if isinstance(node, nodes.Getattr) else None
        if isinstance(node, nodes.Getitem):
            self._visit(node.arg, scope)
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                name = node.arg.value
        if name is None or name == "length":
            return
        if name.startswith("__"):
            self._problem(f"'{name}' is not part of the page language")
        else:
            self._column(_table_of(node.node, scope), name)

    def _column(self, table: Table | None, column: str) -> None:
        if table is not None:
            try:
                table.position(column)
            except PageError as error:
                self._problem(error.message)

    def _component(self, declaration: Declaration, node: nodes.Call, scope: Scope) -> None:
        table: Table | None = self.parents[-1] if self.parents else None
        for keyword in node.kwargs:
            if keyword.key == "data":
                table = _table_of(keyword.value, scope)
        for keyword in node.kwargs:
            self._visit(keyword.value, scope)
            if isinstance(keyword.value, nodes.Const | nodes.List):
                self._literal(declaration, keyword, table)

    def _literal(
        self, declaration: Declaration, keyword: nodes.Keyword, table: Table | None
    ) -> None:
        try:
            attribute = declaration.attribute(keyword.key)
            value = convert(attribute, keyword.value.as_const(), declaration.name)
        except PageError as error:
            self._problem(error.message)
            return
        except nodes.Impossible:
            return
        if attribute.kind is Kind.COLUMN:
            self._column(table, value)
        elif attribute.kind is Kind.COLUMNS:
            for column in value:
                self._column(table, column)


def _table_of(node: nodes.Node, scope: Scope) -> Table | None:
    """The table a query, one of its rows or a loop over it comes from."""
    if isinstance(node, nodes.Getitem):
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return None
        return _table_of(node.node, scope)
    return scope.get(node.name) if isinstance(node, nodes.Name) else None


def line_before(template: str, lineno: int) -> int:
    """The page's line that the last mark before a template's line names."""
    before = "\n".join(template.split("\n")[:lineno])
    mark = before.rfind("{{ at(")
    return int(before[mark + 6 : before.index(")", mark)]) if mark >= 0 else 0
