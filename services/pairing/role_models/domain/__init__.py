"""Offers, seekers and terms. Pure."""
