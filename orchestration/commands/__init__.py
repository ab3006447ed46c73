"""The verbs of `cx`, a module per subject; whatever is slow to import is imported in the verb."""
