"""A room of the tests' own: voyages, watches, repairs. The engine knows what a step is, not what a plan is.

The skipper is the owner of a voyage, its engineer the rater, and the shipping line the manager.
"""
