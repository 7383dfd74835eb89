"""Personal text: sealed per person before it enters the log, opened only when shown, gone with the person's key."""

from shared.sealing.keyring import KEYS, Forgotten, Keyring, MasterKeyWrong, Stored, read_master_key, unwrapped
from shared.sealing.sealer import FORGOTTEN, Sealer

__all__ = [
    "FORGOTTEN",
    "KEYS",
    "Forgotten",
    "Keyring",
    "MasterKeyWrong",
    "Sealer",
    "Stored",
    "read_master_key",
    "unwrapped",
]
