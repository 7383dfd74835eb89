"""Who somebody is and what he may do: signed tokens, roles, one-time sign-in."""
