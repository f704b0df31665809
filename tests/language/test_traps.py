"""What SymPy gets wrong on tensors (DESIGN, section 2): each line of the table, judged right."""

from __future__ import annotations

import sympy
from sympy import KroneckerDelta, exp

from symderiv.language.notation import Claim, D, Model, indices, iverson, relu, total
from symderiv.testing import assert_proved, assert_refuted

a, i, j, k, l, m, p = indices("a i j k l m p")  # noqa: E741


def start() -> tuple[Model, sympy.Symbol, object]:
    t = Model()
    n = t.size("n")
    return t, n, t.tensor("x", n)


def judge(t: Model, left: object, right: object, wrong: object) -> None:
    assert_proved(t.claim("right", left, right))
    assert_refuted(t.claim("wrong", left, wrong))


def test_diff_does_not_capture_a_bound_index() -> None:
    t = Model()
    n, s, r = t.sizes("n s r")
    A, B = t.tensor("A", n, s), t.tensor("B", s, r)
    left = D(total(A[i, j] * B[j, l], j), B[j, l])
    judge(t, left, A[i, j], total(A[i, j], j))


def test_diff_of_a_sum_by_an_entry_is_one() -> None:
    t, n, x = start()
    judge(t, D(total(x[p], p), x[p]), 1, n)  # type: ignore[index]


def test_the_softmax_jacobian_keeps_both_terms() -> None:
    t, _n, x = start()
    whole = total(exp(x[k]), k)  # type: ignore[index]
    s = t.define("s", (i,), exp(x[i]) / whole)  # type: ignore[index]
    judge(t, D(s[i], x[j]), s[i] * (KroneckerDelta(i, j) - s[j]), -s[i] * s[j])


def test_substitution_does_not_capture() -> None:
    t, _n, x = start()
    y = t.define("y", (i,), total(x[i] * p, (p, 0, 2)))  # type: ignore[index]
    judge(t, y[p], x[p] * total(a, (a, 0, 2)), total(a * x[a], (a, 0, 2)))  # type: ignore[index]


def test_a_delta_at_half_an_index_is_zero() -> None:
    t, n, x = start()
    t.define("y", (m,), total(KroneckerDelta(2 * i, m) * x[i], (i, 0, n - 1)), shape=(2 * n,))  # type: ignore[index]
    odd = total(iverson(sympy.Eq(2 * i, 2 * j + 1)) * x[i], i)  # type: ignore[index]
    assert_proved(t.claim("odd", odd, 0, over={j: n}))


def test_correlation_keeps_its_offset() -> None:
    t = Model()
    n, w = t.sizes("n w")
    X, W = t.tensor("X", n + w - 1), t.tensor("W", w)
    y = t.define("y", (i,), total(X[i + j] * W[j], j), shape=(n,))
    judge(t, D(y[i], X[k]), W[k - i], W[i - k])


def test_reading_before_the_first_entry_is_zero() -> None:
    t, n, x = start()
    shifted = t.define("y", (i,), x[i - 1], shape=(n,))  # type: ignore[index]
    judge(t, shifted[0], 0, x[n - 1])  # type: ignore[index]


def test_relu_times_its_mask_is_relu() -> None:
    t, _n, x = start()
    mask = iverson(x[i] > 0)  # type: ignore[index]
    judge(t, relu(x[i]) * mask - relu(x[i]), 0, mask)  # type: ignore[index]


def equal_sums() -> list[Claim]:
    t, n, x = start()
    w = t.scalar("w")
    one = total(x[i] * w, i)  # type: ignore[index]
    return [
        t.claim("renamed", one, total(x[k] * w, k)),  # type: ignore[index]
        t.claim("factor", one, w * total(x[i], i)),  # type: ignore[index]
        t.claim("shift", one, total(x[i + 1] * w, (i, -1, n - 2))),  # type: ignore[index]
        t.claim("reflection", one, total(x[n - 1 - i] * w, (i, 0, n - 1))),  # type: ignore[index]
    ]


def test_sums_equal_up_to_names_shift_reflection_and_factors() -> None:
    for claim in equal_sums():
        assert_proved(claim)


def test_order_of_sums() -> None:
    t = Model()
    n, s = t.sizes("n s")
    A = t.tensor("A", n, s)
    judge(t, total(total(A[i, j], i), j), total(total(A[k, a], a), k), total(A[i, 0], i))
