"""One zone, and who may send for what in it: written from RFC 7208, section by section."""

from typing import NamedTuple

ZONE = (
    """
plain.example TXT v=spf1 a mx -all
plain.example A 192.0.2.10
plain.example AAAA 2001:db8::10
plain.example MX mx1.plain.example
plain.example MX mx2.plain.example
mx1.plain.example A 192.0.2.129
mx2.plain.example A 192.0.2.130
upper.example TXT V=sPf1 A -ALL
upper.example A 192.0.2.10
other-texts.example TXT google-site-verification=1
other-texts.example TXT v=spf10 +all
other-texts.example TXT v=spf1
twice.example TXT v=spf1 +all
twice.example TXT v=spf1 -all
texts-only.example TXT hello
mute.example TXT TIMEOUT
unicode.example TXT v=spf1 -all é
networks.example TXT v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all
soft.example TXT v=spf1 ~all
nothing.example TXT v=spf1 ip4:198.51.100.1
cidr.example TXT v=spf1 a/24//64 -all
cidr.example A 192.0.2.200
cidr.example AAAA 2001:db8::1
include.example TXT v=spf1 include:networks.example include:plain.example -all
include-neutral.example TXT v=spf1 include:soft.example -all
include-none.example TXT v=spf1 include:texts-only.example -all
include-mute.example TXT v=spf1 include:mute.example -all
include-bad.example TXT v=spf1 include:twice.example -all
redirect.example TXT v=spf1 redirect=plain.example
redirect-none.example TXT v=spf1 redirect=texts-only.example
redirect-unused.example TXT v=spf1 ~all redirect=plain.example
exists.example TXT v=spf1 exists:%{ir}.list.example -all
10.2.0.192.list.example A 127.0.0.2
pointer.example TXT v=spf1 ptr -all
pointer-of.example TXT v=spf1 ptr:pointer.example -all
192.0.2.10 PTR forged.pointer.example
192.0.2.10 PTR MX.Pointer.Example.
192.0.2.10 PTR unrelated.example
mx.pointer.example A 192.0.2.10
forged.pointer.example A 203.0.113.1
unrelated.example A 192.0.2.10
192.0.2.66 PTR TIMEOUT
by-name.example TXT v=spf1 exists:%{p}.names.example -all
mx.pointer.example.names.example A 127.0.0.2
unknown.names.example A 127.0.0.2
loop.example TXT v=spf1 include:loop.example -all
eleven.example TXT v=spf1 """
    + " ".join(f"exists:e{number}.eleven.example" for number in range(11))
    + """ -all
ten.example TXT v=spf1 """
    + " ".join(f"a:a{number}.ten.example" for number in range(9))
    + """ a:plain.example -all
voids.example TXT v=spf1 a:v1.voids.example a:v2.voids.example a:v3.voids.example +all
two-voids.example TXT v=spf1 a:v1.voids.example mx:v2.voids.example +all
many-hosts.example TXT v=spf1 mx -all
mute-mx.example TXT v=spf1 mx -all
mute-mx.example MX mute-host.example
mute-host.example A TIMEOUT
explained.example TXT v=spf1 -all exp=why.explained.example
why.explained.example TXT %{i} may not send for %{d} (%{c}, %{r}, %{t}, %{S})%_%%
explained-twice.example TXT v=spf1 -all exp=twice.example
explained-void.example TXT v=spf1 -all exp=nowhere.example
explained-badly.example TXT v=spf1 -all exp=bad.explained.example
bad.explained.example TXT 100% sure
explained-foreign.example TXT v=spf1 -all exp=foreign.explained.example
foreign.explained.example TXT accès refusé
explained-absurd.example TXT v=spf1 -all exp=%{l}..example
explained-redirect.example TXT v=spf1 redirect=explained.example
explained-include.example TXT v=spf1 include:explained.example -all exp=why2.explained.example
why2.explained.example TXT outer
explained-by-names.example TXT v=spf1 -all exp=%{p}.by.explained.example
long.example TXT v=spf1 exists:%{l}.%{l}.%{l}.%{l}.%{l}.tail.example -all
unbroken.example TXT v=spf1 exists:%{l1r=}%{l}%{l}%{l}%{l}%{l}%{l}%{l}%{h} -all
spaces.example TXT v=spf1   a    -all
spaces.example A 192.0.2.10
unknown-modifier.example TXT v=spf1 moo=%{d} a -all
unknown-modifier.example A 192.0.2.10
"""
    + "\n".join(f"a{number}.ten.example A 203.0.113.{number}" for number in range(9))
    + "\n"
    + "\n".join(f"e{number}.eleven.example TXT x" for number in range(11))
    + "\n"
    + "\n".join(f"many-hosts.example MX h{number}.many-hosts.example" for number in range(11))
)


class Case(NamedTuple):
    domain: str
    address: str
    result: str
    reason: str
    explanation: str = ""


CASES = [
    # §4.3–4.6: records
    Case("plain.example", "192.0.2.10", "pass", "matched"),
    Case("plain.example", "192.0.2.129", "pass", "matched"),
    Case("plain.example", "192.0.2.130", "pass", "matched"),
    Case("plain.example", "2001:db8::10", "pass", "matched"),
    Case("plain.example", "::ffff:192.0.2.10", "pass", "matched"),
    Case("plain.example", "192.0.2.11", "fail", "matched"),
    Case("PLAIN.example.", "192.0.2.10", "pass", "matched"),
    Case("upper.example", "192.0.2.10", "pass", "matched"),
    Case("other-texts.example", "192.0.2.10", "neutral", "no_match"),
    Case("twice.example", "192.0.2.10", "permerror", "many_records"),
    Case("texts-only.example", "192.0.2.10", "none", "no_record"),
    Case("nowhere.example", "192.0.2.10", "none", "no_record"),
    Case("mute.example", "192.0.2.10", "temperror", "dns"),
    Case("unicode.example", "192.0.2.10", "permerror", "syntax"),
    Case("com", "192.0.2.10", "none", "no_domain"),
    Case("a..example", "192.0.2.10", "none", "no_domain"),
    Case(f"{'a' * 64}.example", "192.0.2.10", "none", "no_domain"),
    Case("[192.0.2.10]", "192.0.2.10", "none", "no_record"),
    Case("spaces.example", "192.0.2.10", "pass", "matched"),
    Case("unknown-modifier.example", "192.0.2.10", "pass", "matched"),
    # §5: mechanisms
    Case("networks.example", "192.0.2.77", "pass", "matched"),
    Case("networks.example", "2001:db8:ffff::1", "pass", "matched"),
    Case("networks.example", "198.51.100.1", "neutral", "matched"),
    Case("soft.example", "192.0.2.10", "softfail", "matched"),
    Case("nothing.example", "192.0.2.10", "neutral", "no_match"),
    Case("cidr.example", "192.0.2.3", "pass", "matched"),
    Case("cidr.example", "2001:db8::ffff", "pass", "matched"),
    Case("cidr.example", "2001:db8:0:1::1", "fail", "matched"),
    Case("include.example", "192.0.2.129", "pass", "matched"),
    Case("include.example", "198.51.100.1", "fail", "matched"),
    Case("include-neutral.example", "192.0.2.10", "fail", "matched"),
    Case("include-none.example", "192.0.2.10", "permerror", "broken_reference"),
    Case("include-mute.example", "192.0.2.10", "temperror", "dns"),
    Case("include-bad.example", "192.0.2.10", "permerror", "many_records"),
    Case("redirect.example", "192.0.2.10", "pass", "matched"),
    Case("redirect.example", "192.0.2.11", "fail", "matched"),
    Case("redirect-none.example", "192.0.2.10", "permerror", "broken_reference"),
    Case("redirect-unused.example", "192.0.2.10", "softfail", "matched"),
    Case("exists.example", "192.0.2.10", "pass", "matched"),
    Case("exists.example", "192.0.2.11", "fail", "matched"),
    Case("pointer.example", "192.0.2.10", "pass", "matched"),
    Case("pointer.example", "192.0.2.66", "fail", "matched"),
    Case("pointer-of.example", "192.0.2.10", "pass", "matched"),
    Case("pointer-of.example", "192.0.2.11", "fail", "matched"),
    Case("by-name.example", "192.0.2.10", "pass", "matched"),
    Case("by-name.example", "192.0.2.11", "pass", "matched"),
    # §4.6.4: limits
    Case("loop.example", "192.0.2.10", "permerror", "too_many_lookups"),
    Case("eleven.example", "192.0.2.10", "permerror", "too_many_lookups"),
    Case("ten.example", "192.0.2.10", "pass", "matched"),
    Case("voids.example", "192.0.2.10", "permerror", "too_many_lookups"),
    Case("two-voids.example", "192.0.2.10", "pass", "matched"),
    Case("many-hosts.example", "192.0.2.10", "permerror", "too_many_lookups"),
    Case("mute-mx.example", "192.0.2.10", "temperror", "dns"),
    # §6.2, §7: explanations and macros
    Case(
        "explained.example",
        "192.0.2.11",
        "fail",
        "matched",
        "192.0.2.11 may not send for explained.example"
        " (192.0.2.11, mx.tempory.test, 1700000000, jo%40explained.example) %",
    ),
    Case("explained-twice.example", "192.0.2.11", "fail", "matched"),
    Case("explained-void.example", "192.0.2.11", "fail", "matched"),
    Case("explained-badly.example", "192.0.2.11", "fail", "matched"),
    Case("explained-foreign.example", "192.0.2.11", "fail", "matched"),
    Case("explained-absurd.example", "192.0.2.11", "fail", "matched"),
    Case("explained-include.example", "192.0.2.11", "fail", "matched", "outer"),
    Case(
        "explained-redirect.example",
        "2001:db8::cb01",
        "fail",
        "matched",
        "2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.C.B.0.1 may not send for explained.example"
        " (2001:db8::cb01, mx.tempory.test, 1700000000, jo%40explained-redirect.example) %",
    ),
    Case("explained-by-names.example", "192.0.2.11", "fail", "matched"),
]
