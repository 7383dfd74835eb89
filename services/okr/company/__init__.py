"""What the company decides once for all its OKRs: the fiscal calendar and the thresholds; and which teams it has."""
