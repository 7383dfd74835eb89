"""Groups are drawn, pinned, forbidden, drawn again, confirmed, discarded, explained."""
