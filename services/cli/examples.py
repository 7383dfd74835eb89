"""An example of every command, as help shows it; a test reads each with the command itself."""

from __future__ import annotations

import shlex

_LINES = """
tomoni up
tomoni demo
tomoni serve okr --port 8801
tomoni import export-2026-11 --source workday --dry-run
tomoni import okrs.xlsx --zone Asia/Tokyo --numbers comma
tomoni board --quarter 2026-Q3 --team Sales
tomoni board --as-of 2026-08-31
tomoni tree O-4
tomoni tree --person P-3 --quarter 2026-Q3
tomoni align O-4 --to KR-2 --as P-3
tomoni trios --quarter 2026-Q3
tomoni people
tomoni person add "Mari Sato" --function sales --team Sales --manager P-1
tomoni person move P-3 --team Partners
tomoni person rename P-3 "Mari Tanaka"
tomoni person leave P-3
tomoni mine --as P-3
tomoni checkin KR-17 42 -c 7 -m "Two more signed" --as P-3
tomoni checkin KR-18 --done hired,trained --as P-3
tomoni checkin --file friday.csv --as P-3
tomoni checkins list KR-17 -n 5
tomoni checkins correct CHECK_IN 43 -m "Counted again" --as P-3
tomoni checkins retract CHECK_IN -m "Another key result" --as P-3
tomoni checkins ack CHECK_IN --as P-1
tomoni help-wanted --team Sales
tomoni meeting G-3 --week 2026-W28 --as P-3
tomoni away --until +14 --as P-3
tomoni back --as P-3
tomoni pause P-3 --until 2026-10-01
tomoni resume P-3
tomoni insights --quarter 2026-Q3
tomoni forget P-3 --yes
tomoni quarter list
tomoni quarter plan 2026-Q4
tomoni quarter plan "Autumn 2026" 2026-09-01 2026-11-30
tomoni quarter start 2026-Q4
tomoni quarter end 2026-Q3
tomoni quarter report 2026-Q3
tomoni quarter freeze 2026-Q3
tomoni quarter verify 2026-Q3
tomoni objective draft "Customers stay" --quarter 2026-Q4 --owner P-3
tomoni objective share po-0199c0de0000 P-3 P-5 --as P-1
tomoni objective publish O-4 --as P-3
tomoni objective revise O-4 --title "Customers stay with us" --as P-3
tomoni objective close O-4 --result successful --as P-3
tomoni objective list --quarter backlog
tomoni objective show O-4
tomoni objective assign O-4 --owner P-5 --team Partners --as P-1
tomoni objective move O-4 2026-Q4 --reason "Not before autumn" --as P-3
tomoni objective score O-4 0.7 --as P-3
tomoni objective reopen O-4 -m "Closed by mistake" --as P-3
tomoni objective post-mortem O-4 -m "We asked too few customers" --as P-3
tomoni objective carry-over O-4 2026-Q4 --kr KR-17=drop --as P-3
tomoni objective lineage O-4
tomoni keyresult link KR-1 KR-17 KR-18 --as P-3
tomoni keyresult override KR-17 40% --reason "The figures are late"
tomoni keyresult adopt KR-17 --as P-3
tomoni keyresult phase KR-17 2026-07-31=10% 2026-08-31=50% --as P-3
tomoni keyresult add O-4 "Renewals" --from 60 --to 80 --unit % --as P-3
tomoni keyresult add O-4 "Nobody waits" --at-most 4 --unit hours --as P-3
tomoni keyresult drop KR-17 --as P-3
tomoni keyresult retarget KR-17 --to 90 --reason "A new market" --as P-3
tomoni keyresult reweight KR-17 40 --as P-3
tomoni keyresult assign KR-17 P-5 --as P-3
tomoni keyresult rename KR-17 "Renewals by September" --as P-3
tomoni keyresult move KR-17 O-4 --as P-3
tomoni cadence set --every two-weeks --team Sales
tomoni cadence list
tomoni day open "Call ten firms" --kr KR-17 --as P-3
tomoni day close "Called eight" --learned "Mornings are best" --as P-3
tomoni day show --from 2026-08-01 --as P-3
tomoni day mentees --as P-5
tomoni day kept --team Sales
tomoni day mentor invite P-5 --as P-3
tomoni day mentor dismiss P-5 --as P-3
tomoni day mentor list --as P-3
tomoni experiment start KR-17 "Call early" --until +14 --know-by "Answers"
tomoni experiment extend E-5 +7 --as P-3
tomoni experiment conclude E-5 kept "Mornings are best" --as P-3
tomoni experiment list --state running --team Sales
tomoni experiment show E-5
tomoni experiment learnings morning --team Sales
tomoni notices choose --mute praise --quiet 19:00-08:00 --as P-3
tomoni notices show --as P-3
tomoni notices list --failed
tomoni notices retry
tomoni notices channel add chat --slack https://hooks.slack.com/services/T0
tomoni notices channel list
tomoni notices channel remove sales-chat
tomoni notices channel test sales-chat
tomoni calendar set --start-month April --since 2027-04-01 --zone Asia/Tokyo
tomoni calendar show
tomoni calendar periods 2026-04-01 2027-03-31
tomoni thresholds show
tomoni thresholds set stale-days=10
tomoni ledger KR-17
tomoni explain KR-17 --as-of 2026-08-31
tomoni compare --from 2026-08-01 --to 2026-08-31
tomoni calibration 2026-Q2 2026-Q3 --team Sales
tomoni warnings --team Sales
tomoni week fill --team Sales -p "KR-17 Call ten firms" --health team=green
tomoni week mark 1 --kept --team Sales --as P-3
tomoni week show --team Sales
tomoni win schedule --team Sales --at 2026-09-25T16:00 --facilitator P-3
tomoni win prepare --team Sales --as P-3
tomoni win arrange 3=5 1 2 --team Sales --as P-3
tomoni win open --team Sales --as P-3
tomoni win close --team Sales --note "See you in October" --as P-3
tomoni win cancel --team Sales --reason "Everybody is away" --as P-3
tomoni win share "The first firm renewed" --kr KR-3 --as P-3
tomoni win edit 2 "Eight firms, in a week" --as P-3
tomoni win withdraw 2 --as P-3
tomoni win praise 2 "Well done" --to P-5 --as P-3
tomoni win show --team Sales
tomoni win minutes --team Sales --output minutes.md
tomoni win list --team Sales
tomoni win strongest --quarter 2026-Q2 --top 5
tomoni ideal set check-ins-on-time=90 --team Sales --as P-1
tomoni ideal show --team Sales
tomoni ideal gaps
tomoni support give check-ins-on-time --team Sales --guide check-ins
tomoni support list --team Sales
tomoni guide list --lang ja
tomoni guide show check-ins
tomoni programme show
tomoni programme set --functions sales,cs,dev --size 3
tomoni pairing cadence G-3 2 --as P-3
tomoni pairing notices --as P-3
tomoni pairing ics G-3 > group.ics
tomoni pairing brief G-3 --lang ja --as P-3
tomoni pairing exclude P-3 P-4
tomoni pairing exclusions
tomoni pairing optout P-3
tomoni pairing optin P-3
tomoni pairing wishes P-3 --hours 00:00-09:00 --languages ja,en
tomoni pairing simulate --quarters 8 --churn 5
tomoni pairing measures --quarter 2026-Q3
tomoni pairing pulse 4 --as P-3
tomoni pairing pulses
tomoni pairing share G-3 "We swapped desks for a day" --as P-3
tomoni rotation draft --after 2026-Q3 --pin P-1,P-2 --forbid P-3,P-4
tomoni rotation draw R-2 --forbid P-3,P-5
tomoni rotation show R-2
tomoni rotation swap-cost R-2 P-3 P-7
tomoni rotation confirm R-2
tomoni rotation discard R-2
tomoni rolemodel offer P-7 --places 2 --topic negotiation
tomoni rolemodel withdraw P-7
tomoni rolemodel seek P-3 --wish P-7 --topic negotiation
tomoni rolemodel list
tomoni rolemodel terms
tomoni rolemodel draft 2026-H2 --from 2026-10-01 --until 2027-04-01
tomoni rolemodel show 2026-H2
tomoni rolemodel confirm 2026-H2
tomoni rolemodel discard 2026-H2
tomoni rolemodel end 2026-H2
tomoni rolemodel measures 2026-H2
tomoni log continue checkpoint
tomoni audit sign
tomoni audit sign --once
tomoni audit key
tomoni audit checkpoint --json
tomoni audit verifier > tomoni_verify.py
tomoni audit prove 17 -o 17.tlog-proof
tomoni audit prove 1 --upto 100 -o proofs
tomoni audit prove --from 50
tomoni audit tree --check
tomoni witness seen --name witness.example/w1 --log KEY
tomoni log tail -n 5 --follow
tomoni log show 17
tomoni log export events.jsonl
tomoni log import events.jsonl
tomoni log stats
tomoni events catalog
tomoni events schema progress-updated
tomoni events asyncapi > asyncapi.json
tomoni events numbers > numbers.json
tomoni trace 17
tomoni rebuild okr --check
tomoni backup backups/monday --passphrase-file words
tomoni backup verify backups/monday
tomoni restore backups/monday --passphrase-file words
tomoni parked list okr
tomoni parked show okr 17
tomoni parked retry okr
tomoni parked drop okr 17 --reason "Written by a fault"
tomoni status
tomoni streams apply
tomoni streams verify
tomoni cluster dev
tomoni subscriber add board-watch --filter 'okr.objective.*'
tomoni subscriber list
tomoni subscriber remove board-watch
tomoni subscriber rewind board-watch --to 1
tomoni token make P-3 --role member --hours 8
tomoni token make meter --role service --scope read --scope check-in:KR-17
tomoni token list
tomoni token revoke "$ID"
tomoni token confirm "$ID"
tomoni sign-in
tomoni sign-in --as P-3
"""

EXAMPLES = tuple(_LINES.strip().splitlines())


def examples_of(path: str) -> tuple[str, ...]:
    """Those of one command, such as ``tomoni board``."""
    words = path.split()
    return tuple(each for each in EXAMPLES if shlex.split(each)[: len(words)] == words)
