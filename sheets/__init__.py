"""Sheets, read and written as CSV and XLSX. Nothing of the rest of the house is known here."""
