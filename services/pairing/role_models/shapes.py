"""What requests and answers about role models look like."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.pairing.http.texts import Text, Topics
from services.pairing.role_models.domain.offer import MOST
from services.pairing.role_models.handlers_seekers import MOST_WISHES
from shared.http.bodies import Body, Id, Whole
from shared.http.dates import GivenDay
from shared.http.texts import whole


class OfferBody(Body):
    """Be a role model. Everybody may see the topics."""

    capacity: Annotated[Whole, whole(1, MOST)] = Field(1, description="For how many seekers at most.")
    topics: Topics = Field([])


class SeekBody(Body):
    """Seek a role model: these people, the best first, else somebody with experience of these topics."""

    wishes: list[Id] = Field([], max_length=MOST_WISHES, description="People by id, or as typed: P-3.")
    topics: Topics = Field([])


class TermBody(Body):
    """Draw who gets whom for a term."""

    label: Text = Field(description="What to call it, such as 2026-H2.")
    begins: GivenDay
    ends: GivenDay = Field(description="The day from which it is over.")
    method: Literal["stable", "least-rank"] = "stable"


class PersonNamed(BaseModel):
    """Somebody; `code` is what people type."""

    person: str
    code: str
    name: str | None


class OfferShape(PersonNamed):
    """An offer, for everybody to see."""

    capacity: int
    topics: list[str]


class Offers(BaseModel):
    """Everybody who offers."""

    items: list[OfferShape]


class SoughtShape(BaseModel):
    """Whether and whom somebody seeks, for himself and for admins; `unknown` topics are those that nobody offers."""

    seeks: bool
    wishes: list[str]
    topics: list[str]
    unknown: int


class TermShape(BaseModel):
    """A term. Drafts are for admins only."""

    id: str
    label: str
    begins: date
    ends: date
    ended_on: date | None
    stage: str
    method: str


class TermList(BaseModel):
    """All terms, the latest first."""

    items: list[TermShape]


class CoupleShape(BaseModel):
    """A seeker and the role model he gets, or why he gets none; the rank is not told to the role model."""

    seeker: PersonNamed
    role_model: PersonNamed | None
    rank: int | None
    because: str | None


class CertificateShape(BaseModel):
    """What is proved of the assignment."""

    placed: int
    total_rank: int
    blocking: int
    most_placed: int
    least_total_rank: int
    proved: bool


class TermWithCouples(TermShape):
    """A term with who gets whom: all of it and the certificate for admins, else what one is part of."""

    certificate: CertificateShape | None
    couples: list[CoupleShape]


class TermMeasuresShape(BaseModel):
    """How a term went for everybody together; null for what fewer than five people stand behind."""

    role_models: int
    places: int
    seekers: int | None
    placed: int | None
    mean_rank: str | None
    least_mean_rank: str | None
    first_wish_share: int | None
