"""Sessions are scheduled, prepared, held; people add to them; strongest wins are looked up."""
