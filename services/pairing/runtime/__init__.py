"""What every use case stands on: the aggregates' repositories, confidential ids, days and weeks."""
