"""What runs the product: up and serve, backup and restore, rebuild, parked events, streams, status, import."""
