"""Finite fields GF(p^k), and what factorising tells about an order.

Elements are the numbers 0 .. q-1: the digits of a number in base p are the coefficients of its polynomial, lowest
first. Sums and products are taken modulo p and modulo the first irreducible polynomial of that degree (Lidl and
Niederreiter, Introduction to Finite Fields, 1994, chapters 1 and 3).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def prime_powers(order: int) -> tuple[tuple[int, int], ...]:
    """The prime powers that an order is the product of, as (prime, exponent), smallest prime first."""
    found, prime = [], 2
    while prime * prime <= order:
        exponent = 0
        while order % prime == 0:
            order, exponent = order // prime, exponent + 1
        if exponent:
            found.append((prime, exponent))
        prime += 1
    return (*found, (order, 1)) if order > 1 else tuple(found)


class Field:
    """The field with `prime ** exponent` elements. Raises ValueError where `prime` is none."""

    def __init__(self, prime: int, exponent: int = 1) -> None:
        if prime_powers(prime) != ((prime, 1),) or exponent < 1:
            raise ValueError(f"there is no field with {prime}^{exponent} elements: the base must be a prime")
        self.prime, self.exponent, self.order = prime, exponent, prime**exponent
        self._modulus = _first_irreducible(prime, exponent)

    def add(self, one: Numbers | int, other: Numbers | int) -> Numbers:
        """The sum, element by element."""
        if self.exponent == 1:
            return np.asarray((np.asarray(one) + other) % self.prime)
        if self.prime == 2:
            return np.asarray(np.asarray(one) ^ other)
        return self._number((self._digits(one) + self._digits(other)) % self.prime)

    def times(self, one: Numbers | int, factor: int) -> Numbers:
        """The product of each element with one factor (a linear map over the prime field)."""
        if self.exponent == 1:
            return np.asarray(np.asarray(one) * factor % self.prime)
        row, rows = _digits_of(factor, self.prime, self.exponent), []
        for _ in range(self.exponent):
            rows.append(row)
            row = _reduced([0, *row], self._modulus, self.prime)
        return self._number(self._digits(one) @ np.array(rows, dtype=np.int64) % self.prime)

    def negative(self, one: Numbers | int) -> Numbers:
        """What gives nought together with each element."""
        return self.times(one, self.prime - 1)

    def inverse(self, element: int) -> int:
        """What gives one together with `element`. Raises ZeroDivisionError for nought."""
        if element == 0:
            raise ZeroDivisionError("nought has no inverse in a field")
        return self.power(element, self.order - 2)

    def power(self, element: int, exponent: int) -> int:
        """The element times itself, so often."""
        result = 1
        while exponent:
            if exponent % 2:
                result = int(self.times(result, element))
            element, exponent = int(self.times(element, element)), exponent // 2
        return result

    def primitive(self) -> int:
        """The first element whose powers are all elements but nought."""
        orders = [(self.order - 1) // prime for prime, _ in prime_powers(self.order - 1)]
        return next(one for one in range(1, self.order) if all(self.power(one, order) != 1 for order in orders))

    def _digits(self, numbers: Numbers | int) -> Numbers:
        weights = self.prime ** np.arange(self.exponent, dtype=np.int64)
        return np.asarray(np.asarray(numbers, dtype=np.int64)[..., None] // weights % self.prime)

    def _number(self, digits: Numbers) -> Numbers:
        return np.asarray(digits @ self.prime ** np.arange(self.exponent, dtype=np.int64))


def _digits_of(number: int, base: int, count: int) -> list[int]:
    return [number // base**place % base for place in range(count)]


def _reduced(polynomial: list[int], modulus: list[int], prime: int) -> list[int]:
    """The rest of a division by a monic polynomial; both lowest coefficient first."""
    rest, degree = list(polynomial), len(modulus) - 1
    for top in range(len(rest) - 1, degree - 1, -1):
        lead = rest[top]
        for place, value in enumerate(modulus):
            rest[top - degree + place] = (rest[top - degree + place] - lead * value) % prime
    return rest[:degree]


@lru_cache(maxsize=256)
def _first_irreducible(prime: int, degree: int) -> list[int]:
    """The first monic polynomial of this degree that none of at most half its degree divides."""
    smaller = [
        [*_digits_of(number, prime, low), 1] for low in range(1, degree // 2 + 1) for number in range(prime**low)
    ]
    for number in range(prime**degree):
        candidate = [*_digits_of(number, prime, degree), 1]
        if all(any(_reduced(candidate, divisor, prime)) for divisor in smaller):
            return candidate
    raise AssertionError("there is an irreducible polynomial of every degree")
