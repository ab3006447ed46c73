"""How each vendor writes the same events: one module per source system, SQL only."""
