"""Objectives, key results and quarters, as far as pairing knows them: from okr's events alone."""
