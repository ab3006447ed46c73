"""Rules asked of the night's rows: those every contract implies, and those of single sources."""
