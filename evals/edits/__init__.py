"""Edits of the corpus by name. A new one is a file with its law, and an entry here."""

from collections.abc import Mapping

from evals.edits.add_copies import ADD_COPIES
from evals.edits.add_distractors import ADD_DISTRACTORS
from evals.edits.break_encoding import BREAK_ENCODING
from evals.edits.change_figure import CHANGE_FIGURE
from evals.edits.delete_evidence import DELETE_EVIDENCE
from evals.edits.edit import Edit
from evals.edits.plant_instruction import PLANT_INSTRUCTION
from evals.edits.rechunk import RECHUNK
from evals.edits.reverse_order import REVERSE_ORDER

EDITS: Mapping[str, Edit] = {
    edit.name: edit
    for edit in (
        DELETE_EVIDENCE,
        CHANGE_FIGURE,
        ADD_DISTRACTORS,
        ADD_COPIES,
        PLANT_INSTRUCTION,
        BREAK_ENCODING,
        RECHUNK,
        REVERSE_ORDER,
    )
}
