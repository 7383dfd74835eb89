"""Who offers what he has been through, who seeks it in confidence, and the terms in which they are brought together."""
