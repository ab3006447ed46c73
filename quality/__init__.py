"""Gates before the models, audits after them, and the contracts that both read."""
