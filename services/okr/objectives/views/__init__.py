"""The tables of objectives, key results and check-ins, and the questions that are asked of them."""
