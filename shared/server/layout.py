"""Where everything that one installation writes lies: the paths under `var/`, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths under one `var/` directory. Nothing is read or made by asking for a path, except by `prepare`."""

    var: Path

    @property
    def nats_dir(self) -> Path:
        """Everything of the nats-server."""
        return self.var / "nats"

    @property
    def nats_config(self) -> Path:
        """The embedded server's own configuration; it includes `accounts_config`."""
        return self.nats_dir / "nats.conf"

    @property
    def accounts_config(self) -> Path:
        """The accounts block: public keys, exports and imports; the same text serves a server run elsewhere."""
        return self.nats_dir / "accounts.conf"

    @property
    def nats_pid(self) -> Path:
        """The process id of the embedded server, written by itself."""
        return self.nats_dir / "nats.pid"

    @property
    def nats_owner(self) -> Path:
        """Locked by the process that runs the embedded server, for as long as it does."""
        return self.nats_dir / "owner.lock"

    @property
    def jetstream_dir(self) -> Path:
        """The streams themselves."""
        return self.nats_dir / "jetstream"

    def member(self, number: int) -> Path:
        """Everything of one of several servers on this machine (from 1): configuration, streams, process id."""
        return self.nats_dir / f"n{number}"

    def members(self) -> list[Path]:
        """The directories of the several servers that were ever run here."""
        return sorted(self.nats_dir.glob("n[0-9]"))

    @property
    def subscribers(self) -> Path:
        """The registry of subscribers, JSON."""
        return self.nats_dir / "subscribers.json"

    def credentials(self, name: str) -> Path:
        """The nkey seed file (mode 600) of `provisioner`, `okr`, `pairing`, `audit` or of a subscriber."""
        return self.nats_dir / "credentials" / f"{name}.nk"

    @property
    def master_key(self) -> Path:
        """The key that wraps the keys of people."""
        return self.var / "master.key"

    @property
    def run_file(self) -> Path:
        """What runs now: process ids, ports, addresses."""
        return self.var / "run.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one program that runs this installation."""
        return self.var / "lock"

    def past(self, service: str) -> Path:
        """What answers about the past leave to the next ones of a service; it may be deleted at any time."""
        return self.var / "past" / service

    def refolded(self, service: str) -> Path:
        """What verifying the quarters of a service leaves to the next time; it may be deleted at any time."""
        return self.var / "refolded" / service

    @property
    def shelves(self) -> Path:
        """The log's records once more, by aggregate, a file of each service; it may be deleted at any time."""
        return self.var / "shelves"

    @property
    def proofs(self) -> Path:
        """The signer's: its key, what it signed, and the log's tree."""
        return self.var / "proofs"

    @property
    def okr_store(self) -> Path:
        """The okr service's SQLite file."""
        return self.var / "okr.sqlite"

    @property
    def pairing_store(self) -> Path:
        """The pairing service's SQLite file."""
        return self.var / "pairing.sqlite"

    @property
    def notices(self) -> Path:
        """What leaves through channels of the kind file: one JSON object a line."""
        return self.var / "notices"

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.var / "logs"

    @property
    def made(self) -> bool:
        """Whether there is an installation here, running or not."""
        return self.nats_dir.is_dir() or self.okr_store.exists() or self.pairing_store.exists()

    def prepare(self) -> None:
        """Make the directories that must be there before anything starts. All of it is its owner's only.

        That holds for what lies in them, too, whatever its own mode: stores and logs name people.
        """
        credentials = self.credentials("x").parent
        for directory in (self.var, self.nats_dir, self.logs, self.jetstream_dir, credentials):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for directory in (self.var, credentials):
            directory.chmod(0o700)
