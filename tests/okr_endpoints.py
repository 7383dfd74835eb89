"""okr's endpoints by the permission that each takes: what the routes must say, written by hand."""

from __future__ import annotations

from collections.abc import Mapping

from shared.identity.roles import Permission

_TABLE: Mapping[Permission | None, str] = {
    None: """
        GET /access
        DELETE /access
        DELETE /access/{access}
    """,
    Permission.CHECK_IN: """
        POST /key-results/{key_result}/check-ins
        POST /check-ins/{check_in}/correction
        POST /check-ins/{check_in}/retraction
        POST /check-ins/{check_in}/acknowledge
        POST /me/check-ins
    """,
    Permission.READ: """
        GET /key-results/{key_result}/check-ins
        GET /check-ins/{check_in}
        GET /key-results/{key_result}
        GET /key-results/{key_result}/missed
        GET /objectives
        GET /objectives/{objective}
        GET /board
        GET /tree
        GET /people
        GET /people/{person}
        GET /quarters/{quarter}/report
        GET /quarters/{quarter}/calibration
        GET /calibration
        GET /quarters
        GET /quarters/{quarter}
        GET /cadences
        GET /calendar
        GET /periods
        GET /thresholds
        GET /insights
        GET /day
        GET /day/mentors
        GET /day/mentees
        GET /day/kept
        GET /experiments
        GET /experiments/{experiment}
        GET /learnings
        GET /key-results/{key_result}/ledger
        GET /objectives/{objective}/ledger
        GET /key-results/{key_result}/explain
        GET /objectives/{objective}/explain
        GET /key-results/{key_result}/proof
        GET /objectives/{objective}/proof
        GET /compare
        GET /warnings
        GET /objectives/{objective}/score
        GET /objectives/{objective}/lineage
        GET /me/key-results
        GET /help-wanted
        GET /private/objectives
        GET /private/objectives/{objective}
        GET /private/objectives/{objective}/ledger
        GET /private/key-results/{thing}/explain
        GET /private/objectives/{thing}/explain
        GET /private/key-results/{thing}/proof
        GET /private/objectives/{thing}/proof
        GET /private/key-results/{key_result}/check-ins
        GET /notices/choice
        GET /absence
        GET /wins
        GET /four-boxes
        GET /four-boxes/{team}
        GET /win-sessions
        GET /win-sessions/{session}
        GET /win-sessions/{session}/minutes
        GET /practice
        GET /practice/gaps
        GET /practice/support
        GET /practice/support/{support}
        GET /guides
        GET /guides/{name}
    """,
    Permission.WRITE_OBJECTIVES: """
        POST /key-results/{key_result}/drop
        POST /objectives
        PATCH /objectives/{objective}
        POST /objectives/{objective}/publish
        POST /objectives/{objective}/close
        POST /objectives/{objective}/key-results
        POST /key-results/{key_result}/retarget
        POST /key-results/{key_result}/reweight
        POST /key-results/{key_result}/reassign
        PATCH /key-results/{key_result}
        POST /key-results/{key_result}/move
        POST /objectives/{objective}/reassign
        POST /objectives/{objective}/move
        POST /key-results/{key_result}/phase
        POST /objectives/{objective}/score
        POST /objectives/{objective}/reopen
        POST /objectives/{objective}/post-mortem
        POST /objectives/{objective}/carry-over
        POST /objectives/{objective}/align
        POST /key-results/{key_result}/link
        POST /key-results/{key_result}/override
        POST /key-results/{key_result}/clear-override
        POST /private/objectives
        POST /private/objectives/{objective}/share
    """,
    Permission.MANAGE_PEOPLE: """
        POST /people
        POST /people/{person}/move
        POST /people/{person}/rename
        POST /people/{person}/leave
    """,
    Permission.FORGET_PEOPLE: """
        POST /people/{person}/forget
    """,
    Permission.MANAGE_QUARTERS: """
        POST /quarters/{quarter}/end
        POST /quarters/{quarter}/freeze
        POST /quarters
        POST /quarters/{quarter}/start
        POST /calendar
        PUT /thresholds
    """,
    Permission.READ_LOG: """
        GET /quarters/{quarter}/verify
    """,
    Permission.SET_CADENCES: """
        PUT /cadences/teams/{team}
        PUT /cadences/people/{person}
    """,
    Permission.PRACTISE: """
        POST /day/open
        POST /day/close
        PUT /day/mentors/{person}
        DELETE /day/mentors/{person}
        POST /experiments
        POST /experiments/{experiment}/extend
        POST /experiments/{experiment}/conclude
        PUT /notices/choice
        PUT /absence
        DELETE /absence
        PUT /four-boxes/{team}
        POST /four-boxes/{team}/marks
        POST /win-sessions
        POST /win-sessions/prepare
        POST /win-sessions/{session}/arrange
        POST /win-sessions/{session}/open
        POST /win-sessions/{session}/close
        POST /win-sessions/{session}/cancel
        POST /win-sessions/{session}/wins
        POST /win-sessions/{session}/wins/{item}/words
        POST /win-sessions/{session}/wins/{item}/withdraw
        POST /win-sessions/{session}/wins/{item}/praise
        PUT /practice/ideal
        POST /practice/support
    """,
    Permission.MANAGE_NOTICES: """
        GET /notices/channels
        POST /notices/channels
        DELETE /notices/channels/{name}
        POST /notices/channels/{name}/test
        GET /notices/messages
        POST /notices/retry
    """,
    Permission.ISSUE_TOKENS: """
        GET /people/{person}/access
        POST /people/{person}/invitation
    """,
}

ENDPOINTS: Mapping[tuple[str, str], Permission | None] = {
    (line.split()[0], line.split()[1]): permission
    for permission, lines in _TABLE.items()
    for line in lines.strip().splitlines()
}
"""The permission by method and path; None where being signed in is enough."""
