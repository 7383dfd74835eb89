"""Groups, their meetings and notices, and what healing starts from."""
