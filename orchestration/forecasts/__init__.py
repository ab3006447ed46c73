"""Forecasts between models: arrays in, arrays out, one Parquet table per valuation."""
