"""Somebody is away until a day; nobody else learns of it unless he wants that."""
