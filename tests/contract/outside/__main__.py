"""Writes down what the outside sees now."""

from tests.contract.outside import write

write()
