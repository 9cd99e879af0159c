"""Honest minimal programs that write, for every step, one state change, one audit row and one outbox row."""
