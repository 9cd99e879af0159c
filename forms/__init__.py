"""The regulation's forms as PDF: plain data in, bytes out. Nothing of the rest of the house is known here."""
