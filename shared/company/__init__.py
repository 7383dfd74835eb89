"""The company's calendar, as every service reads it from the log: its periods, their labels, when its days begin."""
