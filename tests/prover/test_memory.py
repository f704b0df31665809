"""What the kernel remembers is never believed of anything else: a theory that has changed is asked again."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.decide import decide, proves
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Num, Pow, Read, Sum, Term, in_shape, mul, num
from symderiv.language.theory import Definition, Free, Hypothesis, Statement, Theory
from symderiv.meaning import Memory
from symderiv.prover.kernel.theorems import Theorem, apply, check_lemma, context_of, induction_goals, prove
from symderiv.prover.search.strategy import find_proof

I = Poly.symbol("%i")  # noqa: E741
N = Poly.symbol("n")


def theory(factor: int = 1) -> Theory:
    t = Theory()
    t.add_size("n")
    t.add_tensor("x", (N,))
    t.define("h", ("%i",), (N,), mul(num(factor), Read("x", (I,))))
    return t


def same(left: Term, right: Term) -> Statement:
    return Statement(left, right, (Free("%i", Poly({}), N),))


def test_a_context_is_found_again_while_it_is_in_use() -> None:
    t, claim = theory(), same(Read("h", (I,)), Read("x", (I,)))
    context = context_of(t, claim)
    assert context_of(t, claim) is context
    assert context_of(t, same(Read("x", (I,)), Read("x", (I,)))) is context, "the same facts"
    divided = same(Pow(Read("x", (I,)), Fraction(-1)), Read("x", (I,)))
    assert context_of(t, divided) is not context, "x is not 0 where this is defined"
    assert context_of(t, Statement(claim.left, claim.right)) is not context, "no range is known"
    t.add_size("m")
    assert context_of(t, claim) is not context


def test_a_definition_that_has_changed_is_unfolded_again() -> None:
    t, claim = theory(), same(Read("h", (I,)), Read("x", (I,)))
    kept = context_of(t, claim)
    found = find_proof(t, claim)
    assert isinstance(found, Theorem)
    assert kept.memory
    t.definitions["h"] = Definition("h", ("%i",), (N,), mul(num(2), Read("x", (I,))))
    with pytest.raises(KernelError):
        prove(t, claim, found.proof)
    assert not isinstance(find_proof(t, claim), Theorem)


def test_a_shape_that_has_changed_is_asked_again() -> None:
    """``sum_{0 <= i < n} x_i = sum_i x_i`` only as long as the tensor ends where the sum does."""
    t = theory()
    claim = Statement(Sum(("%i",), in_shape((I,), (N,)), Read("x", (I,))), Sum(("%i",), (), Read("x", (I,))))
    kept = context_of(t, claim)
    found = find_proof(t, claim)
    assert isinstance(found, Theorem)
    assert kept.memory
    t.shapes["x"] = (N + 1,)
    with pytest.raises(KernelError):
        prove(t, claim, found.proof)


def test_a_hypothesis_that_is_gone_gives_no_lemma() -> None:
    t = theory()
    t.hypotheses.append(Hypothesis("h0", same(Read("x", (I,)), num(3))))
    claim = same(Read("h", (I,)), num(3))
    found = find_proof(t, claim)
    assert isinstance(found, Theorem)
    (source,) = found.proof.lemmas
    assert check_lemma(t, source) is check_lemma(t, source)
    t.hypotheses[0] = Hypothesis("h0", same(Read("x", (I,)), num(4)))
    with pytest.raises(KernelError):
        check_lemma(t, source)
    with pytest.raises(KernelError):
        prove(t, claim, found.proof)


def test_a_step_of_an_induction_that_was_changed_is_not_used() -> None:
    t = theory()
    claim = same(Read("h", (I,)), Read("x", (I,)))
    _, (further, _) = induction_goals(t, claim, "%i")
    assert induction_goals(t, claim, "%i")[1][0] is further
    further.hypotheses.append(Hypothesis("forged", Statement(num(0), num(1))))
    fresh = induction_goals(t, claim, "%i")[1][0]
    assert fresh is not further
    assert all(h.name != "forged" for h in fresh.hypotheses)


def test_parameters_that_are_changed_later_are_other_parameters() -> None:
    t, claim = theory(), same(num(0), num(0))
    context = context_of(t, claim)
    node = Sum(("%j",), in_shape((Poly.symbol("%j"),), (N,)), Read("x", (Poly.symbol("%j"),)))
    forward, inverse = {"%j": Poly.symbol("%k")}, {"%k": Poly.symbol("%j")}
    parameters = {"binders": ("%k",), "forward": forward, "inverse": inverse}
    first = apply(node, context, "transform", parameters)
    forward["%j"] = Poly.symbol("%k") + 1
    with pytest.raises(KernelError):
        apply(node, context, "transform", parameters)
    inverse["%k"] = Poly.symbol("%j") - 1
    assert apply(node, context, "transform", parameters) != first


def test_a_refusal_is_remembered_with_its_reason() -> None:
    t, claim = theory(), same(num(0), num(0))
    context = context_of(t, claim)
    said = set()
    for _ in range(2):
        with pytest.raises(KernelError) as refused:
            apply(Num(Fraction(1)), context, "empty", {})
        said.add(str(refused.value))
    assert len(said) == 1


def test_what_follows_beneath_a_guard_is_not_believed_above() -> None:
    t, claim = theory(), same(num(0), num(0))
    context = context_of(t, claim)
    inside = context.under((Guard("ge", N - 5),))
    assert inside is context.under((Guard("ge", N - 5),))
    big = Sum((), (Guard("ge", N - 3),), num(1))
    assert apply(big, inside, "guards", {"guards": ()}) == Sum((), (), num(1))
    with pytest.raises(KernelError):
        apply(big, context, "guards", {"guards": ()})


def test_what_has_passed_the_gate_has_passed_it_for_the_theory_as_it_was() -> None:
    """A claim that was proved is not proved again; one about another definition, hypothesis or range is asked anew."""
    t, claim, memory = theory(), same(Read("h", (I,)), Read("x", (I,))), Memory()
    assert proves(t, claim, memory=memory)
    assert memory.passed
    assert proves(t, claim, memory=memory, seconds=0.0), "it takes no time"
    assert not proves(t, claim, memory=Memory(), seconds=0.0)
    assert not proves(t, same(Read("h", (I,)), num(0)), memory=memory)
    t.definitions["h"] = Definition("h", ("%i",), (N,), mul(num(2), Read("x", (I,))))
    assert not proves(t, claim, memory=Memory())
    assert not proves(t, claim, memory=memory)
    vanishing = same(Read("x", (I,)), num(0))
    t.add_hypothesis(Hypothesis("x vanishes", vanishing))
    assert decide(t, claim, memory=memory).verdict != "refuted"
    del t.hypotheses[:]
    assert not proves(t, claim, memory=memory)


def test_a_refuted_claim_is_not_kept_as_one_that_has_passed() -> None:
    t, memory = theory(2), Memory()
    claim = same(Read("h", (I,)), Read("x", (I,)))
    assert decide(t, claim, memory=memory).verdict == "refuted"
    assert not memory.passed
    assert not proves(t, claim, memory=memory)


def test_what_is_done_in_so_many_steps_does_not_depend_on_earlier_claims() -> None:

    def needed(t: Theory) -> int:
        return next(k for k in range(1, 200) if isinstance(find_proof(t, claim, steps=k), Theorem))

    total = Sum(("%i",), in_shape((I,), (N,)), Pow(Read("h", (I,)), Fraction(2)))
    claim = Statement(total, mul(num(4), Sum(("%i",), in_shape((I,), (N,)), Pow(Read("x", (I,)), Fraction(2)))))
    other = Statement(mul(num(3), total), mul(num(12), claim.right.children[1]))
    fresh, used = theory(2), theory(2)
    assert isinstance(find_proof(used, other), Theorem)
    assert not isinstance(find_proof(used, Statement(total, claim.right.children[1])), Theorem)
    assert 0 < needed(used) == needed(fresh)
    assert needed(fresh) == needed(theory(2))


def test_what_was_found_with_a_hypothesis_is_not_used_without_it() -> None:
    t = theory(2)
    claim = same(Read("h", (I,)), num(2))
    t.add_hypothesis(Hypothesis("ones", same(Read("x", (I,)), num(1))))
    assert isinstance(find_proof(t, claim), Theorem)
    t.hypotheses.clear()
    assert not isinstance(find_proof(t, claim), Theorem)
