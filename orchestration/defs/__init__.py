"""The night as Dagster sees it: the only code, with `definitions.py`, that imports Dagster."""
