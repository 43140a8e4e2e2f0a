from tempory.config import Configuration, parse
from tempory.config.records import list_hosts, list_records, list_unreachable

PUBLIC = """
[service]
domains = ["mail.example", "other.example"]
hostname = "mx.mail.example"
page = "https://mail.example"
[smtp]
host = "::"
port = 25
[submissions]
host = "0.0.0.0"
port = 465
[imaps]
host = "0.0.0.0"
port = 993
[pop3s]
public = "pop.mail.example:995"
"""


def records(configuration: Configuration, domain: str) -> list[tuple[str, str, str]]:
    """Return the records below `domain`, its own name left out."""
    found = [record for record in list_records(configuration) if record.name.endswith(f"{domain}.")]
    return [(record.name.removesuffix(f"{domain}.").removesuffix("."), record.kind, record.value) for record in found]


def test_what_an_operator_publishes() -> None:
    configuration = parse(PUBLIC).configuration
    expected = [
        ("", "MX", "10 mx.mail.example."),
        ("", "TXT", '"v=spf1 -all"'),
        ("_dmarc", "TXT", '"v=DMARC1; p=reject"'),
        ("_submissions._tcp", "SRV", "0 1 465 mx.mail.example."),
        ("_submission._tcp", "SRV", "0 0 0 ."),
        ("_imaps._tcp", "SRV", "0 1 993 mx.mail.example."),
        ("_pop3s._tcp", "SRV", "20 1 995 pop.mail.example."),
        ("autoconfig", "CNAME", "mail.example."),
        ("autodiscover", "CNAME", "mail.example."),
    ]
    assert records(configuration, "mail.example") == expected
    assert records(configuration, "other.example") == expected
    assert list_hosts(configuration) == ("mx.mail.example", "pop.mail.example", "mail.example")
    assert list_unreachable(configuration) == ("submission", "imap", "pop3")


def test_what_only_this_machine_reaches_is_not_published() -> None:
    kinds = [kind for _, kind, _ in records(Configuration(), "tempory.test")]
    assert kinds == ["TXT", "TXT", "SRV", "SRV"]
    assert list_hosts(Configuration()) == ()
    assert list_unreachable(Configuration()) == ("smtp", "submissions", "submission", "imaps", "imap", "pop3s", "pop3")


def test_what_a_record_cannot_say_is_left_out() -> None:
    text = '[service]\npage = "https://{}"\n[imaps]\npublic = "192.0.2.1:993"\n[imap]\nhost = "::"\nport = 0\n'
    for page in ("192.0.2.1", "mail.example:8443"):
        names = [name for name, _, _ in records(parse(text.format(page)).configuration, "tempory.test")]
        assert not {"_imaps._tcp", "_imap._tcp", "autoconfig"} & set(names)


def test_a_record_is_one_line_of_a_zone() -> None:
    lines = [str(record) for record in list_records(parse(PUBLIC).configuration)]
    assert "_imaps._tcp.mail.example.                SRV   0 1 993 mx.mail.example." in lines
