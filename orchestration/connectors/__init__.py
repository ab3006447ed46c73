"""Connectors: one module per kind of source system; each brings bytes, none knows Dagster."""
