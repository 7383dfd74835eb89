"""One aggregate: an objective decides about all that belongs to it. And the tree that goals make. Pure."""
