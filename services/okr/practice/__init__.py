"""How well the practice goes beside what it should be, and the support that was given where it falls short."""
