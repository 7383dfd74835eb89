"""What several rooms need and nobody owns: numbers, measures, days, periods, permissions. Pure."""
