"""单子的依据: what was read of a form in the words in which it was said, for voice with the second of audio."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.approval_policy import Value
from domain.form import FormField, Kind
from domain.reading import CustomerMention, Said
from domain.transcript import Transcript
from nlp.form_reading import FormReading


def in_the_words_of(
    text: str, clear: str, reading: FormReading, fields: Sequence[FormField], voice: Transcript | None
) -> FormReading:
    """The reading of `clear` with every evidence cut from `text` (as long), and with `voice` the second of audio.

    A customer whose name was only read by its sound is left to a person.
    """
    kinds = {one.key: one.kind for one in fields}

    def one(said: Said[Any]) -> Said[Any]:
        at = said.evidence
        words, meant = text[at.start : at.end], clear[at.start : at.end]
        second = voice.second_at(at.start) if voice is not None else None
        otherwise = meant if voice is not None and meant != words else ""
        return replace(said, evidence=replace(at, words=words, second=second, read_as=otherwise))

    values: dict[str, tuple[Said[Value], ...]] = {}
    unsure: dict[str, Said[CustomerMention]] = {key: one(said) for key, said in reading.unsure.items()}
    for key, several in reading.values.items():
        told = tuple(map(one, several))
        if kinds[key] in (Kind.TEXT, Kind.LIST):
            told = tuple(replace(said, value=said.evidence.words) for said in told)
        if kinds[key] is Kind.CUSTOMER and told and told[0].evidence.read_as:
            unsure[key] = Said(replace(reading.customers[key], certain=False), told[0].evidence)
        else:
            values[key] = told
    return replace(reading, values=values, unsure=unsure)
