"""What okr knows of buddy groups: how many of their meetings came about, where that tells of no single one."""
