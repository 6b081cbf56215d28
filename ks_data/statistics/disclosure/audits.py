"""Audits: the audits of all families of a table, and which cell is hidden for each number that keeps too few values.

Claim: what is named here is hidden for a number that the audit does not pass, the smallest that can be; where none can,
or where the number is told with all hidden that can be, it is told anyway and nothing is hidden in vain.
"""

from copy import copy

import numpy as np

from ks_data.statistics.disclosure.audit import Audit
from ks_data.statistics.disclosure.cells import FEWEST, Codes
from ks_data.statistics.disclosure.knowledge import Family
from ks_data.statistics.disclosure.memory import with_memory
from ks_data.statistics.disclosure.persons import Known, Persons
from ks_data.statistics.estimates import Floats, Mask

TRIES = 3
"""So often a number in a component that is too large to solve gets another cell hidden."""


class Audits:
    """The audits of all families of a table, one after another while more is hidden."""

    def __init__(
        self, families: list[Family], cell: Codes, known: Known | None = None, may_be_nobody: Mask | None = None
    ) -> None:
        """families: as `families` gives them. cell: the number of each cell of the table. known: by family what does
        not hang on those numbers, as far as it was asked already. may_be_nobody: by cell whether it may be hidden also
        where it is one of those of which a reader is held to know that nobody is never hidden.
        """
        self._families, self._cell = families, cell
        self._known = {} if known is None else known
        self._numbered: Known = {}
        self._told: set[tuple[int, bytes]] = set()
        self._tries: dict[tuple[int, bytes], int] = {}
        self._audited: dict[int, bytes] = {}
        self._may_be_nobody = may_be_nobody

    def cells_to_hide(self, hidden: Mask, hideable: Mask, count: Floats) -> Codes:
        """What to hide besides, so that small numbers keep their values; none when all do that can.

        By cell: hidden; hideable, all that can be; count (persons).
        """
        chosen: list[int] = []
        for number, family in enumerate(self._families):
            if not any(threshold > 0 for _, threshold in family.groups):
                continue
            family, persons = self._numbers(number)
            state = hidden[family.counts.cell].tobytes()
            if persons.agrees and self._audited.get(number) != state:
                self._audited[number] = state
                chosen += self._in_family(number, hidden, hideable, count)
        return np.unique(np.array(chosen, np.int64))

    def numbered(self, cell: Codes, may_be_nobody: Mask | None = None) -> "Audits":
        """Audits of the same table with other numbers of its cells."""
        return Audits(self._families, cell, self._known, may_be_nobody)

    def _numbers(self, number: int) -> tuple[Family, Persons]:
        """A family and its persons, with numbers of cells."""
        if number not in self._known:
            family = with_memory(self._families[number])
            self._known[number] = family, Persons(family)
        if number not in self._numbered:
            family, persons = self._known[number]
            self._numbered[number] = family.numbered(self._cell), persons.numbered(self._cell, self._may_be_nobody)
        return self._numbered[number]

    def _in_family(self, number: int, hidden: Mask, hideable: Mask, count: Floats) -> list[int]:
        family, persons = self._numbers(number)
        audit, chosen = Audit(family, hidden, persons), []
        served: set[int] = set()
        hideable = hidden | hideable
        hideable[persons.nobody] = hidden[persons.nobody]
        may_hide = hideable & ~hidden
        barest: list[Audit] = []  # with all hidden that can be; made when first asked for
        for target, limit in audit.weak(served):
            name = number, target.indices.tobytes() + target.data.tobytes()  # atoms are numbered within a family
            is_large = audit.is_in_large(target)
            if name in self._told:
                continue
            if is_large:
                cells = audit.in_same_sums(target)
                cells = cells[may_hide[cells] & (count[cells] > 0)]
                self._tries[name] = self._tries.get(name, 0) + 1
                if not cells.size or self._tries[name] >= TRIES:
                    self._told.add(name)
            else:
                barest = barest or [Audit(family, hideable, copy(persons))]
                wanted = int(min(FEWEST, limit - 1))
                is_told = wanted > 1 and barest[0].determined(target)[0]
                if is_told or not audit.may_have_candidates(target, may_hide):
                    self._told.add(name)
                    continue
                cells = audit.candidates(target)
                cells = cells[may_hide[cells]]
                if not cells.size or len(barest[0].values(target, wanted)) < wanted:
                    self._told.add(name)
                    continue
                served.update(audit.components(target).tolist())
            if cells.size:
                chosen.append(int(cells[np.lexsort((count[cells], count[cells] == 0))[0]]))  # nobody last
                may_hide[chosen[-1]] = not is_large and may_hide[chosen[-1]]
        return chosen
