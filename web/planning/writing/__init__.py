"""Writing a plan or a change of one: an overview, and a page for each part of it."""
