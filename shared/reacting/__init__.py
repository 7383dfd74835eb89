"""What a service does when something happens: events from its durable, dealt with one at a time, once each."""
