"""okr over HTTP, a module per resource."""

from services.okr.http.application import okr_app

__all__ = ["okr_app"]
