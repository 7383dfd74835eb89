"""Groups are formed, healed, reminded and taken over; their meetings are noted and prepared."""
