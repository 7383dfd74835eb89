"""Six short guides, one for each measure of the practice, in English and Japanese: Markdown files beside this page."""

from services.okr.practice.guides.reading import GUIDE_FOR, LANGUAGES, Guide, Language, guide, guides, language

__all__ = ["GUIDE_FOR", "LANGUAGES", "Guide", "Language", "guide", "guides", "language"]
