"""A sentence of a draft becomes a claim: cited, checked, and written again where it is refused."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from index.model import Hit
from service.answers import Claim, Replaced, Verdict
from service.citing import pointed
from service.drafting import Sentence
from service.examining import CheckInSteps, Examined, evidence_for, examined
from service.relevance import adds_no_word, goes_astray
from service.repairing import Repair
from service.tracing import checking, note_verdict, traced
from service.unfinished import CheckedClaim, UnfinishedAnswer

_FOUND = "The draft named no passage for it; this one was found to carry it."


async def checked_claim(
    sentence: Sentence, answer: UnfinishedAnswer, check: CheckInSteps, repair: Repair | None
) -> CheckedClaim:
    """A sentence after the check; where that refuses it, as its model writes it now."""
    answer.checking += 1
    try:
        checked = await _checked(sentence, answer, check)
        if repair and checked.claim.verdict == "contradicted":
            return await _repaired(sentence, checked.claim, answer, check, repair) or checked
        return checked
    finally:
        answer.checking -= 1


async def _checked(
    sentence: Sentence, answer: UnfinishedAnswer, check: CheckInSteps
) -> CheckedClaim:
    cited, errors = pointed(sentence, answer.draft.passages)
    with traced(*checking()) as span:
        result = await _examined(sentence, cited, answer, check)
        note_verdict(span, result.verdict.name)
    verdict = result.verdict
    strict = answer.question.strict
    shown = verdict.name == "supported" or (verdict.name == "unverified" and not strict)
    if shown and (astray := goes_astray(sentence.text, verdict, answer.asked, result.cited)):
        # the source that it names is none
        shown, verdict = False, Verdict(name="uncited", reasons=(astray,))
    claim = Claim(
        text=sentence.text,
        verdict=verdict.name,
        reasons=verdict.reasons,
        citations=result.citations,
        supported_by=verdict.supported_by,
        drafted_by=answer.draft.model,
        begins=sentence.begins,
    )
    return CheckedClaim(claim, shown, errors)


async def _repaired(
    sentence: Sentence,
    refused: Claim,
    answer: UnfinishedAnswer,
    check: CheckInSteps,
    repair: Repair,
) -> CheckedClaim | None:
    """A refused sentence as its model writes it now, if that can be shown."""
    model = answer.draft.model
    if model is None or answer.repairs >= repair.most:
        return None
    answer.repairs += 1
    cited, _ = pointed(sentence, answer.draft.passages)
    again, usage = await repair(model, sentence, refused.reasons, cited)
    answer.usage += usage
    if again is None:
        return None
    repaired = await _checked(again, answer, check)
    before = Replaced(text=refused.text, reasons=refused.reasons)
    claim = replace(repaired.claim, repaired=before)
    return replace(repaired, claim=claim) if repaired.shown else None


async def _examined(
    sentence: Sentence, cited: Sequence[Hit], answer: UnfinishedAnswer, check: CheckInSteps
) -> Examined:
    """A sentence beside what it cites; where its mark is a later one's, beside all, too."""
    if not sentence.marks:
        return await _unmarked(sentence, answer, check)
    marked = await examined(
        check, answer.hearings, sentence.claim, [cited], answer.articles, answer.passages
    )
    if sentence.borrowed and marked.verdict.name != "supported":
        unmarked = await _unmarked(sentence, answer, check)
        return unmarked if unmarked.verdict.name == "supported" else marked
    return marked


async def _unmarked(sentence: Sentence, answer: UnfinishedAnswer, check: CheckInSteps) -> Examined:
    """A sentence without a mark is uncited, unless a passage is found to carry it.

    One that is not supported must say nothing in words that neither its passage nor the
    question has.
    """
    tries = await asyncio.to_thread(
        evidence_for, check, sentence.claim, answer.draft.passages, answer.articles
    )
    result = await examined(
        check, answer.hearings, sentence.claim, tries, answer.articles, answer.passages
    )
    name = result.verdict.name
    if name == "supported" or (
        name == "unverified" and adds_no_word(sentence.claim, answer.asked, result.cited)
    ):
        reasons = (*result.verdict.reasons, _FOUND)
        return replace(result, verdict=replace(result.verdict, reasons=reasons))
    return replace(result, verdict=check.examine(None).verdict, cited=(), citations=())
