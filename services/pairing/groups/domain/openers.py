"""Ways to begin a meeting, in Japanese and English. They are offered; what a group took up is nobody's business.

Three for each group and week: one about customers and the product, one about each other's work, one about neither.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from shared.events import monday_of

Language = Literal["ja", "en"]

_Opener = dict[Language, str]

_PRODUCT: tuple[_Opener, ...] = (
    {
        "en": "A customer's problem of this week: would a new feature solve it, or a better way of operating?",
        "ja": "今週お客様が困っていたことは? 新機能で解くか、運用で解くか、どちらが良さそうでしょう。",
    },
    {
        "en": "Look at the roadmap together: what on it would your customers notice first?",
        "ja": "ロードマップを一緒に眺めてみましょう。お客様が最初に気づくのはどれでしょう。",
    },
    {
        "en": "Which customer uses the product in a way that nobody planned?",
        "ja": "想定していなかった使い方をしているお客様はいますか。",
    },
    {
        "en": "If you could take one thing off the roadmap, and put one on it: which two?",
        "ja": "ロードマップから一つ外し、一つ加えられるとしたら、何と何でしょう。",
    },
    {
        "en": "What did a customer praise lately, and does whoever built it know?",
        "ja": "最近お客様に褒められたことは? 作った人はそれを知っているでしょうか。",
    },
)

_EACH_OTHER: tuple[_Opener, ...] = (
    {
        "en": "Which chore of sales or support could engineering take away?",
        "ja": "営業やサポートの手間のうち、開発の力でなくせるものはありますか。",
    },
    {
        "en": "What do you do every week that the others here have never seen?",
        "ja": "毎週やっているのに、ここにいる人が見たことのない仕事は何でしょう。",
    },
    {
        "en": "Which question do you get so often that somebody else could answer it for good?",
        "ja": "何度も聞かれる質問のうち、誰かが一度で片づけられそうなものは?",
    },
    {
        "en": "Where did you wait for somebody last week, and what would have made it shorter?",
        "ja": "先週、誰かを待っていたのはどんな場面でしたか。どうすれば短くなったでしょう。",
    },
    {
        "en": "Which word of another department have you never quite understood?",
        "ja": "他の部署の言葉で、実はよく分かっていないものはありますか。",
    },
)

_NO_WORK: tuple[_Opener, ...] = (
    {
        "en": "Nothing about work today: where did you last eat really well?",
        "ja": "今日は仕事抜きで。最近いちばん美味しかったお店は?",
    },
    {"en": "What are you looking forward to outside work?", "ja": "仕事以外で、いま楽しみにしていることは?"},
    {"en": "What could you talk about for an hour without preparing?", "ja": "準備なしで一時間話せることは何ですか。"},
    {"en": "A walk together instead of a talk at a table?", "ja": "机を離れて、一緒に散歩しながら話しませんか。"},
    {"en": "What did you want to become when you were ten?", "ja": "十歳の頃、何になりたかったですか。"},
)


def openers(group: str, week: str, language: Language) -> tuple[str, ...]:
    """The three for this group and ISO week; the same whenever it is asked, others the week after."""
    return tuple(
        _chosen(kind, number, group, week)[language] for number, kind in enumerate((_PRODUCT, _EACH_OTHER, _NO_WORK))
    )


def _chosen(kind: tuple[_Opener, ...], number: int, group: str, week: str) -> _Opener:
    # From the group comes where it begins, from the week how far it has gone: no week repeats the one before it.
    start = int.from_bytes(hashlib.sha256(f"{group}\n{number}".encode()).digest()[:4])
    return kind[(start + _weeks_of(week)) % len(kind)]


def _weeks_of(week: str) -> int:
    return monday_of(week).toordinal() // 7
