"""A team's week on one page: priorities, confidence, the next four weeks, health."""
