"""How well confidence foretold the scores, never of a person."""
