"""Calls to other machines: to public addresses, and to hosts that the operator named."""
