"""The project's rules about itself, over dbt's manifest and the tree of files.

Each rule is a small function from a `Project` to the `Violation`s it finds; the upstream names of
dbt-project-evaluator are kept. Run as `python -m quality.conventions`.
"""
