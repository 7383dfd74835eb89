"""What every HTTP service of Tomoni has in common: problems, sign-in, limits, paging, waiting, health, serving."""
