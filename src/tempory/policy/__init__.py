"""The security policy as values: what is promised, who answers for it, what proves it, and how old a proof may be.

Knows nothing of how a proof is made: `tempory.probes` asks the running server, this package says what the answers are
worth. Standards are named by id only: ISO/IEC 27001:2022 Annex A, NIST CSF 2.0, OWASP ASVS 5.0, GDPR. Enter at
`REGISTER` and `assess`; what may be stored at all is in `FIELDS`.
"""

from tempory.policy.assessment import Assessment, Reason, assess
from tempory.policy.clauses import Clause, Control, Framework, Language, Owner, Words
from tempory.policy.evidence import Evidence, Finding, State, conclude
from tempory.policy.fields import FIELDS, Field, Schema, Store, undeclared_columns, vanished_columns
from tempory.policy.register import REGISTER, clause_by_id

__all__ = [
    "FIELDS",
    "REGISTER",
    "Assessment",
    "Clause",
    "Control",
    "Evidence",
    "Field",
    "Finding",
    "Framework",
    "Language",
    "Owner",
    "Reason",
    "Schema",
    "State",
    "Store",
    "Words",
    "assess",
    "clause_by_id",
    "conclude",
    "undeclared_columns",
    "vanished_columns",
]
