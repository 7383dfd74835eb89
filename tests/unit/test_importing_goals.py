"""Files in which one row is a key result, or a goal of another system: what they are gathered into."""

from __future__ import annotations

from services.okr.importing.flat import COLUMNS, Goals, goals_of
from services.okr.importing.presets import PRESETS
from shared.importing import Reading, table_of


def flat(content: str) -> Goals:
    return goals_of(table_of("okrs.csv", "okrs", content.encode(), COLUMNS, Reading()))


def preset(name: str, content: str) -> Goals:
    return PRESETS[name].goals(table_of("export.csv", name, content.encode(), PRESETS[name].columns, Reading()))


def objectives(goals: Goals) -> list[dict[str, str]]:
    return [row.values for row in goals.objectives.values()]


def test_a_flat_file_has_a_row_for_each_key_result() -> None:
    goals = flat(
        "Objective;Key Result;Owner;Team;Quarter;Start value;Target value;Current value;Updated at;Colour\n"
        "Be heard;Calls;p1;Sales;2026-Q3;0;1.200,5;12,5;2026-08-01;red\n"
        "Be heard;Share of answered;p2;Sales;2026-Q3;10%;90%;50%;;\n"
        "Grow;;p3;;;;;;;\n"
    )
    assert objectives(goals) == [
        {"objective": "Be heard (2026-Q3)", "title": "Be heard", "team": "Sales", "quarter": "2026-Q3"},
        {"objective": "Grow", "title": "Grow", "owner": "p3"},
    ]
    calls, share = goals.key_results
    assert (calls.text("key_result"), calls.text("objective")) == ("Be heard (2026-Q3) / Calls", "Be heard (2026-Q3)")
    assert (str(calls.number("baseline")), str(calls.number("stretch"))) == ("0", "1200.5")
    assert (share.text("baseline"), share.text("stretch"), share.text("unit")) == ("10", "90", "%")
    timed, untimed = goals.check_ins
    assert timed.text("check_in") == "Be heard (2026-Q3) / Calls at 2026-08-01"
    assert str(timed.number("value")) == "12.5"
    assert (untimed.optional("check_in"), untimed.text("value"), untimed.text("by")) == (None, "50", "p2")
    tables, told = goals.tables()
    assert told.ignored == ("Colour",)
    assert [len(table) for table in tables] == [0, 0, 2, 2, 2]
    assert tables.key_results.file == "okrs.csv (key results)"


def test_a_row_without_an_objective_belongs_to_the_one_above_and_that_is_said() -> None:
    goals = flat("objective,key_result,target\n,Early,1\nBe heard,Calls,10\n,Mails,20\n,Visits,30\n")
    assert [row.text("objective") for row in goals.key_results] == ["Be heard"] * 3
    assert goals.said == ["okrs.csv: rows without an objective belong to the one above (lines 4, 5)"]
    ((rejected, reason),) = goals.rejected
    assert (rejected.line, reason) == (2, "objective is empty, and no row above names one")


def test_a_percent_sign_is_the_unit_only_where_every_value_has_one() -> None:
    (row,) = flat("objective,key_result,start,target\nO,K,0,90%\n").key_results
    assert (row.text("stretch"), row.optional("unit")) == ("90%", None)


def test_betterworks() -> None:
    goals = preset(
        "betterworks",
        "name,type,progress,start_date,end_date,owner_email,categories,description\n"
        "Lost,milestone,1,,,a@x.example,,\n"
        "Be heard,goal,40,2026-07-01,2026-09-30,a@x.example,Growth;Sales,Long\n"
        "Calls,milestone,30,2026-07-01,2026-09-30,b@x.example,,\n"
        "Alone,goal,70,2026-07-02,2026-09-30,b@x.example,,\n"
        "Other,theme,,,,,,\n",
    )
    assert objectives(goals) == [
        {
            "objective": "a@x.example Be heard",
            "title": "Be heard",
            "owner": "a@x.example",
            "quarter": "2026-Q3",
        },
        {"objective": "b@x.example Alone", "title": "Alone", "owner": "b@x.example"},
    ]
    assert [(row.text("title"), row.text("objective"), row.text("stretch")) for row in goals.key_results] == [
        ("Calls", "a@x.example Be heard", "100"),
        ("Alone", "b@x.example Alone", "100"),
    ]
    assert [row.text("value") for row in goals.check_ins] == ["30", "70"]
    assert [(row.line, reason.split(";")[0]) for row, reason in goals.rejected] == [
        (2, "this milestone stands above the first goal"),
        (6, "type is 'theme'"),
    ]
    assert goals.tables()[1].ignored == ("categories", "description")


def test_peoplebox() -> None:
    goals = preset(
        "peoplebox",
        "Row ID,Parent Row IDs,Goal ID,Action,Goal Title,Owner Emails,Goal Type,Departments,Start Date,End Date,"
        "Starting Value,Target Value,Current Value\n"
        '1,,G1,,Be heard,"a@x.example, b@x.example",Default Progress,Sales,2026-07-01,2026-09-30,,,\n'
        "2,1,,,Calls,a@x.example,Number,Sales,2026-07-01,2026-09-30,5,50,20\n"
        "3,1,,,Signed,a@x.example,Binary,,,,,,1\n"
        "4,1,,Delete,Old,a@x.example,Number,,,,,,\n"
        "5,,,,Alone,a@x.example,Custom Percent,,,,0,80,8\n"
        "6,9,,,Nowhere,a@x.example,Number,,,,,,\n",
    )
    assert [(row["objective"], row["title"], row.get("quarter")) for row in objectives(goals)] == [
        ("G1", "Be heard", "2026-Q3"),
        ("5", "Alone", None),
    ]
    assert [
        (row.text("key_result"), row.text("objective"), row.text("kind"), row.optional("stretch"), row.optional("unit"))
        for row in goals.key_results
    ] == [
        ("2", "G1", "metric", "50", None),
        ("3", "G1", "binary", None, None),
        ("5 / progress", "5", "metric", "80", "%"),
    ]
    assert [row.text("value") for row in goals.check_ins] == ["20", "1", "8"]
    assert [row.line for row, _ in goals.rejected] == [5, 7]
    assert goals.said == ["export.csv, line 2: only the first owner and the first parent are taken"]


def test_okr_for_jira() -> None:
    goals = preset(
        "jira",
        "Order,Type,Summary,Status,Period,Owner,Weight,OKR type,Labels,Teams,Expected start date,Expected end date,"
        "Start value,Current value,Target value,Description\n"
        "1,Objective,Be heard,On track,,Agnes Smith,1,,,,,,0,2,10,\n"
        '1.1,Objective,Grow,not Started,Q3 Y2025,Agnes Smith,1,Company,,"Alpha, Beta",,,0,0,10,\n'
        "1.1.1,Key result,Sales,On track,Y2025,agnes@x.example,1,Personal,,,,,0,3,15,\n"
        "1.1.2,Story,Do it,,,,,,,,,,,,,\n"
        "2.1,Key result,Nowhere,,,,,,,,,,0,0,1,\n",
    )
    assert objectives(goals) == [
        {"objective": "1", "title": "Be heard", "owner": "Agnes Smith"},
        {
            "objective": "1.1",
            "title": "Grow",
            "owner": "Agnes Smith",
            "team": "Alpha",
            "quarter": "2025-Q3",
            "parent_objective": "1",
        },
    ]
    (sales,) = goals.key_results
    assert (sales.text("key_result"), sales.text("objective"), sales.text("stretch")) == ("1.1.1", "1.1", "15")
    assert [row.text("value") for row in goals.check_ins] == ["3"]
    assert [(row.line, reason.split(";")[0]) for row, reason in goals.rejected] == [
        (5, "type is 'Story'"),
        (6, "no objective 2 is in the file for this key result"),
    ]
    assert "Status" in goals.tables()[1].ignored
