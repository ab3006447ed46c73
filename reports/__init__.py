"""The report site: pages, templates and the package that renders them. Knows no orchestrator."""
