"""Filters without a server: the cube a page carries, and the formulas its script evaluates."""
