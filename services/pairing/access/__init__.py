"""What has ended of sessions and tokens, as okr's events say: pairing lets in whom okr has signed in."""
