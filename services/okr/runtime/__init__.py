"""What every use case stands on: the aggregates' repositories, what a command must know of others, other times."""
