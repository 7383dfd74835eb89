"""What the pages promise about privacy, and the test that tries to break each sentence.

A sentence that is changed or added there is looked at here again: its test must still try to break what it says.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.pages import all_text

ROOT = Path(__file__).parents[2]

BACKED: dict[str, tuple[str, ...]] = {
    "Your words are sealed with your own key before they enter the log, and opened only where they are shown.": (
        "test_forgotten_everywhere.py::test_nothing_that_he_said_can_be_read_any_more",
        "test_own_words.py::test_an_experiment_goes_with_whoever_spoke",
    ),
    "The key that opens the person's name, e-mail and own words is erased, from the bytes on disk too; nothing brings "
    "it back, and no other is ever made for him.": (
        "test_forgetting.py::test_the_key_leaves_the_disk_and_nothing_opens_any_more",
        "test_forgetting.py::test_older_keys_brought_back_are_erased_again_at_the_next_start",
        "test_forgetting.py::test_nothing_is_sealed_for_somebody_forgotten_and_he_does_not_come_back",
    ),
    "His own words are comments, reasons and notes, praise, the wins that he told, what he tried and learned in "
    "experiments, his lines in the four boxes, his days, and the topics that he offered as a role model.": (
        "test_forgotten_everywhere.py::test_nothing_that_he_said_can_be_read_any_more",
        "test_own_words.py::test_a_line_of_the_boxes_stays_its_authors",
        "test_okr_day.py::test_nothing_of_who_was_forgotten_can_be_read",
        "test_okr_win_sessions.py::test_words_are_sealed_and_gone_with_who_said_them",
    ),
    "What a buddy group told everybody goes with each of its members, so that its going doesn't tell who wrote it.": (
        "test_own_words.py::test_an_insight_goes_with_any_member_of_the_group_so_nobody_learns_whose_it_was",
    ),
    'Everything that he did stays, with "(forgotten)" in place of name and words: on the board, in trios and '
    "check-ins, in every other service, after a rebuild, after a [restore](../../../deploy/BACKUP.md).": (
        "test_forgetting.py::test_the_placeholder_stands_everywhere_also_after_a_rebuild",
        "test_forgetting.py::test_pairing_shows_the_placeholder_as_soon_as_it_knows_of_the_event",
        "test_backup.py::test_who_was_forgotten_stays_so_whatever_is_older",
    ),
    "What notices in files said of him is overwritten where it stands.": (
        "test_outbox_files.py::test_what_names_him_goes_and_nothing_else",
        "test_outbox_files.py::test_who_writes_meanwhile_loses_nothing_and_leaves_nothing",
    ),
    "The log stays what it was, with one event more (two, where he is still here and leaves by it).": (
        "test_forgetting.py::test_the_log_before_is_the_beginning_of_the_log_after",
        "test_forget_command.py::test_forgetting_from_a_command_to_an_import",
    ),
    "Without `--yes` you are asked first.": (
        "test_forget_command.py::test_nobody_is_forgotten_unasked",
        "test_forget_command.py::test_in_a_terminal_it_asks_first",
    ),
    "for admins only: a program that keeps the list of people may let them join and leave, but not this.": (
        "test_forgetting.py::test_only_an_admin_forgets",
    ),
    "What stays of him, for everybody to see: his number and id; his function, team and manager;": (
        "test_forgotten_everywhere.py::test_nothing_that_he_said_can_be_read_any_more",
    ),
    "Of these, what he said in experiments and boxes is no longer shown;": (
        "test_own_words.py::test_words_that_older_versions_wrote_in_clear_leave_the_views_with_their_author",
        "test_golden.py::test_words_that_version_1_left_in_clear_can_not_pass_for_sealed_ones",
    ),
    "Keyed digests of the e-mail, of topics and of what requests said: with the master key, and without it not, a "
    "guess can be tried.": ("test_sealing.py::test_the_email_index_is_keyed_and_blind_to_case",),
    "what notices told through webhooks and Slack (the command's answer names the channels)": (
        "test_forgotten_everywhere.py::test_nothing_that_he_said_can_be_read_any_more",
    ),
    "Who was there and what it was about is nobody else's business, so it is never asked.": (
        "test_pairing_secrets.py::test_the_story_in_the_log",
        "test_pairing_meetings.py::test_any_member_chooses_the_cadence_and_nobody_learns_who",
    ),
    "only he himself sees it, no subscriber can hear of it, and not even the log tells who it is.": (
        "test_pairing_pause.py::test_who_may_do_what",
        "test_pairing_pause.py::test_a_subscriber_hears_nothing_of_it_whatever_he_asks",
        "test_pairing_pause.py::test_the_log_does_not_tell_who_is_paused",
    ),
    "Whoever is on leave says until when, himself and nobody for him, without a reason": (
        "test_okr_absence.py::test_nobody_says_it_for_somebody_else",
    ),
    "The brief is for its members alone": (
        "test_pairing_meetings.py::test_the_brief_tells_members_of_their_own_public_key_results",
    ),
    "The calendar file names the group and nothing else.": ("test_pairing_meetings.py::test_the_calendar_file",),
    "Answers enter the log in fives, sealed and in no order; fewer than five that are left when the month ends are "
    "dropped, unread.": (
        "test_pairing_voices.py::test_the_log_tells_of_five_answers_neither_who_nor_what_nor_when",
        "test_pairing_voices.py::test_fewer_than_five_at_a_months_end_are_dropped",
        "test_pairing_voices.py::test_what_waits_tells_whoever_reads_the_table_nothing",
    ),
    "Whom somebody has on his own list (`PUT /pool/P-3/exclusions/P-7`) nobody else is told, organisers included": (
        "test_pairing_asked_twice.py::test_somebody_s_own_list_tells_nothing_of_the_other_s",
        "test_pairing_exclusions.py::test_a_swap_or_a_pin_tells_not_whose_list_it_is_on",
    ),
    "Everybody sees who sits in no group, and nobody sees why: whoever is away, paused, has opted out or found no "
    "place looks the same": (
        "test_pairing_asked_twice.py::test_who_is_in_no_group_looks_the_same_whatever_the_reason",
        "test_pairing_asked_twice.py::test_a_member_sees_no_difference_after_anybody_s_private_act",
    ),
    "Measures count only weeks that nobody can report any more, and leave out what would tell of one or two groups.": (
        "test_pairing_asked_twice.py::test_whether_a_group_met_is_not_seen_in_the_measures_before_and_after",
    ),
    "sees that and when such things were said, under ids that tell of nobody without the master key.": (
        "test_pairing_exclusions.py::test_the_log_tells_neither_who_nor_whose_nor_that_two_things_are_one_person_s",
        "test_okr_day.py::test_the_log_tells_an_auditor_neither_who_nor_what",
    ),
    "No subscriber sees even that.": (
        "test_pairing_secrets.py::test_no_filter_covers_what_is_private",
        "test_accounts_attack.py::test_listening_to_others",
        "test_accounts_attack.py::test_using_anothers_durable",
    ),
    "Pauses, absences and days have another id each time.": (
        "test_pairing_pause.py::test_each_pause_stands_by_itself_and_no_two_can_be_told_to_be_one_person_s",
        "test_okr_absence.py::test_each_absence_has_an_id_of_its_own_and_all_are_found",
        "test_okr_day.py::test_no_two_days_can_be_told_to_be_one_persons",
    ),
    "Only you read it, and mentors whom you": ("test_okr_day.py::test_only_oneself_and_mentors_read_it",),
    "A failure is never listed, nor what is private.": (
        "test_okr_win_sessions.py::test_nothing_of_a_private_objective_comes_on_an_agenda",
    ),
    'Personal text stays sealed in an export; without the keys it is shown as "(forgotten)".': (
        "test_backup.py::test_nothing_personal_stands_open_in_a_backup",
        "test_backup.py::test_without_keys_nothing_personal_comes_back",
    ),
}


@pytest.fixture(scope="module")
def page() -> str:
    return all_text()


@pytest.fixture(scope="module")
def tests() -> set[str]:
    """Every test there is, as file and function."""
    found = set[str]()
    for file in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(f"{file.name}::{node.name}")
    return found


@pytest.mark.parametrize("sentence", BACKED, ids=lambda sentence: re.sub(r"\W+", "-", sentence)[:60])
def test_each_sentence_stands_there_and_has_its_tests(sentence: str, page: str, tests: set[str]) -> None:
    assert sentence in page, "the pages say it otherwise now: look whether its tests still try to break it"
    assert set(BACKED[sentence]) <= tests
