"""From rows of the database to shapes of answers: a fixed number of queries, however many there are."""
