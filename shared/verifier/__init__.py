"""What a stranger checks our figures with: one file that trusts nobody, and the zip of a figure that it reads."""

from shared.verifier.figures import FigureRecord, figure_zip, source

__all__ = ["FigureRecord", "figure_zip", "source"]
