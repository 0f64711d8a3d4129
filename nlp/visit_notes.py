"""整段拜访: whether words tell a visit from the beginning, whatever was asked before."""

import re

from domain.reading import FIELDS, Reading

_FEWEST = 4  #: fields
#: what a leader says of a record that he sends back
_OF_A_RECORD = re.compile(r"没[写填说]|[写填]清|写明|不(?:完整|具体|明确|清楚)|请?补[充上一齐]|重[写填]|核实|再[问写]")


def is_whole_note(text: str, reading: Reading) -> bool:
    """Whether `text`, read on its own, names a known customer, how he was met and more: no reason for a rejection."""
    customer = reading.customer
    is_known = customer is not None and customer.value.customer_id is not None and customer.value.certain
    said = [key for key in FIELDS if getattr(reading, key)]
    return is_known and reading.channel is not None and len(said) >= _FEWEST and not _OF_A_RECORD.search(text)
