"""The one way in for every command: from a request to an order, and from what was done to a receipt."""
