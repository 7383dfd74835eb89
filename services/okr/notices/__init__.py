"""People are told what happened: planned when it happens, written when its time has come, sent through channels."""
