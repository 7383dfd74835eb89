"""Offers in public, seekers and terms by confidential ids."""
