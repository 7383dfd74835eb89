"""How often somebody is owed to say where things stand, and whether he did. Pure."""
