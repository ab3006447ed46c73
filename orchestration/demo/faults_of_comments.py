"""Faults of what people write: encodings, endless text, and personal data where none belongs."""

from orchestration.demo.fault_edits import (
    Fault,
    change_column,
    change_field,
    edit_records,
    edit_rows,
)


def _encoded_twice(comment: str) -> str:
    return (comment or "Très déçu, plus jamais.").encode().decode("iso-8859-1")


FAULTS_OF_COMMENTS = (
    Fault(
        "mojibake_comments",
        "qualtrics/responses/SV_3nRelationNPS01",
        "The comments were encoded twice: TrÃ¨s instead of Très.",
        "reader: the encoding is undone, the comments are counted as repaired",
        edit_rows(change_column("Q2", _encoded_twice, headers=3)),
    ),
    Fault(
        "endless_comment",
        "zendesk/tickets",
        "Every opening message is a log of half a million characters.",
        "reader: the comments are cut and counted as cut",
        edit_records(change_field("description", lambda _: "no end " * 70_000)),
    ),
    Fault(
        "addresses_in_a_wrong_column",
        "salesforce/accounts",
        "Somebody wrote an e-mail address into the tier.",
        "gate: no e-mail address where nothing is personal; told, not stopped",
        edit_rows(change_column("Tier__c", lambda _: "ann@example.com")),
    ),
)
