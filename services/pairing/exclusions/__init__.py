"""Two people who are never put together; who wants that is nobody's business."""
