"""okr over HTTP: the application, and what its routes share."""
