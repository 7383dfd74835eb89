"""What lets people and programs in: their sessions, tokens and sign-in links, and how these end."""
