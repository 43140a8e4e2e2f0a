"""What a family of invented mail is. `{a|b}` stands for one of these; `BRAND`, `HOST`, `NAME` and the like are filled in.

A family: (name, language, senders, subjects, sentences, links). Links: `button`, `shown` (words show the true host),
`bare` (in running text), `none`; of ordinary mail `own` (the sender's), `tracked` (a mailer's), `theirs` (a known firm's).
Written for this project; no message of anybody's is copied.
"""

Family = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str]
