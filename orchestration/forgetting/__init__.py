"""Forgetting a customer: out of every file of the data folder, for good, and provably."""
