"""How names and texts stand in the SQL of the reports."""


def quoted(name: str) -> str:
    """An identifier, safe inside a statement."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text literal, safe inside a statement."""
    return "'" + text.replace("'", "''") + "'"
