"""理由: what speaks for and against tying a payment to an instalment; each reason takes so many of 100 points."""

from collections.abc import Iterable
from enum import Enum


class Reason(Enum):
    """The second number is what it costs. From `MatchPolicy.sure` (90) on nobody is asked."""

    # who pays
    PAYER_SAME = (1, 0)  #: the customer's own name
    PAYER_LEARNED = (2, 0)  #: a name that a person confirmed for the customer
    PAYER_CHOSEN = (3, 0)  #: a person said whose payment it is
    PAYER_CUT = (4, 2)  #: the bank cut the customer's name
    PAYER_BARE = (11, 12)  #: the customer's name without 有限公司, which may be another firm's whole name
    PAYER_TYPO = (5, 14)  #: one character differs
    PAYER_BRANCH = (6, 14)  #: the customer's name and more: a branch of his
    PAYER_UNKNOWN = (7, 5)  #: only 摘要 says whose it is
    ONLY_NAMED = (10, 6)  #: the same, and it holds only the customer's name
    PAYER_OTHER = (8, 40)  #: 摘要 means one customer, the payer is another
    SEVERAL_CUSTOMERS = (9, 40)  #: the name fits more than one
    # what 摘要 says
    CONTRACT_NAMED = (20, 0)
    NTH_NAMED = (21, 0)  #: 第 2 期, 验收款
    CUSTOMER_NAMED = (22, 0)  #: 代苏州华鼎付款
    NAMED_SETTLED = (23, 25)  #: the instalment it names is paid already
    NAMED_OTHERWISE = (24, 25)  #: the amount is more than what it names
    # how much
    AMOUNT_OF_ONE = (40, 0)
    WITHIN_TOLERANCE = (41, 2)
    EARLIEST_OF_EQUAL = (42, 4)  #: several instalments of the customer have that amount
    AMOUNT_OF_SEVERAL = (43, 3)
    PARTS_MAKE_ONE = (44, 4)  #: several payments together
    PART = (45, 7)
    PART_OF_NAMED = (49, 3)  #: contract and instalment were named
    OVER = (46, 7)
    FAR_OVER = (50, 10)  #: it is more than half as much again as all that is owed
    NOTHING_DUE = (47, 7)
    NOTHING_OPEN = (48, 5)
    # what makes it doubtful
    NOT_THE_EARLIEST = (60, 3)
    PERHAPS_PART = (66, 12)  #: a round amount that fits a later one may be part of the earliest
    SCATTERED = (64, 12)  #: a round sum of instalments here and there: that comes about by chance
    FAR_FROM_DUE = (61, 15)  #: it fits one that is not due for long while others are
    SEVERAL_WAYS = (62, 20)  #: other instalments would fit as well
    CLAIMED = (65, 12)  #: another payment, on which nobody has decided, may pay the same
    SEVERAL_CONTRACTS = (63, 20)  #: which contract it pays was not said

    @property
    def cost(self) -> int:
        """Points of 100."""
        cost: int = self.value[1]
        return cost


#: a name that nearly fits is believed when 摘要 names the customer or his contract as well
_NEARLY, _BACKED = (Reason.PAYER_BARE, Reason.PAYER_TYPO, Reason.PAYER_BRANCH), 4


def score(reasons: Iterable[Reason]) -> int:
    """0–100."""
    given = set(reasons)
    is_backed = not given.isdisjoint((Reason.CONTRACT_NAMED, Reason.CUSTOMER_NAMED))
    costs = (_BACKED if is_backed and reason in _NEARLY else reason.cost for reason in given)
    return max(0, 100 - sum(costs))
