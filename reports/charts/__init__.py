"""Charts: pure functions from rows to Vega-Lite specifications, one theme, drawn to SVG."""
