"""People are told what happened: what is planned when it happens, made into messages when it is time, and worded."""
