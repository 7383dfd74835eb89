"""How notices leave the house: kept in tables that no rebuild touches, delivered at least once, each under one id."""
