"""Proofs for auditors who trust nobody: the log's tree, its signed heads, and witnesses who remember them.

Neither of the two services: who can write events can't sign history, and who signs can't write events. A process of its
own, by the auditor's account, with a key and a memory of its own.

- `place`: what lies where; `durable`: how it is written
- `tree`: tiles on disk, kept at the end of the log; `comparing`: whether they say what the log says
- `memory`: the signer's key and what it signed; `signing`: what is signed, and above all what isn't
- `asking`: witnesses asked; `signer`: step by step; `standing`, `figures`: how it goes; `serving`: the process
- `extracts`: proofs made from tiles; `publishing`: what others get over HTTP; `admission`: who
- `witness/`: somebody else's program
"""
