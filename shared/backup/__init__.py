"""Backup and restore: the log as it stands, the keys apart and encrypted, the tables that the log can't bring back."""

from shared.backup.manifest import BackupDamaged, Manifest, check, read_manifest

__all__ = ["BackupDamaged", "Manifest", "check", "read_manifest"]
