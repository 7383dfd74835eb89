"""What people say: a monthly answer without a name, insights that a group shares, and measures over all groups."""
