"""When and from where: the command line, connectors, loading, forecasts and publishing."""
