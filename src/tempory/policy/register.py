"""The register of clauses.

Each names its probes. tests/policy fails for a clause without a probe, and for a probe that no test has broken.
"""

from tempory.policy.access_clauses import ACCESS_CLAUSES
from tempory.policy.clauses import Clause, Control, Framework, Owner, Words

_DAY = 86_400


def _controls(*, iso: str = "", csf: str = "", asvs: str = "", gdpr: str = "") -> tuple[Control, ...]:
    listed = (
        (Framework.ISO_27001, iso),
        (Framework.NIST_CSF, csf),
        (Framework.OWASP_ASVS, asvs),
        (Framework.GDPR, gdpr),
    )
    return tuple(Control(framework, id_) for framework, ids in listed for id_ in ids.split())


TRANSIT_TLS = Clause(
    id="transit.tls",
    title=Words(en="Encrypted on the way", fr="Chiffré en chemin"),
    promise=Words(
        en="Whatever passes between you and this service is encrypted: the pages, the API and the "
        "administration always, mail from other servers whenever they are able to. No secret is ever "
        "accepted over an open line.",
        fr="Tout ce qui passe entre vous et ce service est chiffré : les pages, l’API et l’administration "
        "toujours, le courrier des autres serveurs dès qu’ils en sont capables. Aucun secret n’est "
        "accepté sur une ligne ouverte.",
    ),
    proof=Words(
        en="We knock at every door of the running server: without encryption, with outdated encryption, and "
        "with commands slipped in just before encryption begins. All of it must be refused, and a modern "
        "handshake must succeed.",
        fr="Nous frappons à chaque porte du serveur en marche : sans chiffrement, avec un chiffrement "
        "dépassé, et avec des commandes glissées juste avant qu’il commence. Tout doit être refusé ; une "
        "connexion moderne doit réussir.",
    ),
    owner=Owner.OPERATOR,
    probes=(
        "tls.versions",
        "tls.certificate",
        "starttls.offered",
        "starttls.injection",
        "auth.clear",
        "http.plain",
        "http.hsts",
    ),
    max_age=_DAY,
    controls=_controls(iso="8.20 8.24", csf="PR.DS-02", asvs="V12", gdpr="32"),
)

HOST_HARDENED = Clause(
    id="host.hardened",
    title=Words(en="A locked machine", fr="Une machine verrouillée"),
    promise=Words(
        en="The server works without administrator rights, keeps its files closed to every other account of "
        "its machine, and leaves no copy of its memory behind when something goes wrong.",
        fr="Le serveur travaille sans droits d’administrateur, garde ses fichiers fermés aux autres comptes "
        "de sa machine et ne laisse derrière lui aucune copie de sa mémoire en cas de panne.",
    ),
    proof=Words(
        en="We read from the operating system what the running process is allowed to do, and who may open its files.",
        fr="Nous lisons auprès du système d’exploitation ce que le processus en marche a le droit de faire, "
        "et qui peut ouvrir ses fichiers.",
    ),
    owner=Owner.OPERATOR,
    probes=("host.privileges", "host.memory", "host.files", "host.unit"),
    max_age=_DAY,
    controls=_controls(iso="8.8 8.9", csf="PR.PS-01", asvs="V13"),
)

ACCESS_LOG = Clause(
    id="access.log",
    title=Words(en="Every access is written down", fr="Chaque accès est consigné"),
    promise=Words(
        en="Every access to a mailbox, by you, by a machine or by anybody else, is recorded before it is given, in "
        "a log that cannot be rewritten unseen. You see every access to your own mailbox, and you can take the "
        "proof of each away with you; so you can of its being forgotten.",
        fr="Chaque accès à une boîte, par vous, par une machine ou par quiconque, est consigné avant d’être "
        "accordé, dans un journal qu’on ne peut réécrire sans que cela se voie. Vous voyez chaque accès à votre "
        "boîte et pouvez emporter la preuve de chacun, comme celle de son oubli.",
    ),
    proof=Words(
        en="We use a mailbox ourselves and look for each use in the log, check its proof and the receipt of "
        "forgetting, and go over the whole log for a record that was changed, removed or moved.",
        fr="Nous utilisons nous-mêmes une boîte et cherchons chaque usage dans le journal, vérifions sa preuve et "
        "le reçu de l’oubli, puis parcourons tout le journal à la recherche d’une entrée modifiée, retirée ou "
        "déplacée.",
    ),
    owner=Owner.OPERATOR,
    probes=("log.canary", "log.proof", "log.receipt", "log.intact", "log.beat"),
    max_age=_DAY,
    controls=_controls(iso="8.15", csf="PR.PS-04", asvs="V16"),
)

DATA_MINIMAL = Clause(
    id="data.minimal",
    title=Words(en="Only what is needed", fr="Le strict nécessaire"),
    promise=Words(
        en="We store only what a mailbox needs in order to work; each piece of it is listed with its reason "
        "and its time. Neither your address nor the place you connect from is written to disk in a "
        "readable form.",
        fr="Nous ne conservons que ce dont une boîte a besoin pour fonctionner ; chaque élément figure sur "
        "une liste, avec sa raison et sa durée. Ni votre adresse ni l’endroit d’où vous vous connectez ne"
        " sont écrits lisiblement sur le disque.",
    ),
    proof=Words(
        en="We compare that list with what is really stored, then use a mailbox ourselves and search the "
        "whole store for its address and for where we came from.",
        fr="Nous comparons cette liste à ce qui est réellement conservé, puis nous utilisons nous-mêmes une "
        "boîte et cherchons dans tout le stockage son adresse et l’endroit d’où nous venions.",
    ),
    owner=Owner.PRIVACY_OFFICER,
    probes=("fields.declared", "address.clear", "peer.stored"),
    max_age=_DAY,
    controls=_controls(iso="5.34 8.11", gdpr="5 25 30"),
)

DATA_DELETED = Clause(
    id="data.deleted",
    title=Words(en="Forgotten for good", fr="Oublié pour de bon"),
    promise=Words(
        en="A mailbox is forgotten when its time has run out, or as soon as you say so. Its key is destroyed"
        " first: whatever copy might be left anywhere can no longer be opened, not even by you.",
        fr="Une boîte est oubliée quand son temps est écoulé, ou dès que vous le demandez. Sa clé est "
        "détruite d’abord : ce qui pourrait en rester quelque part ne s’ouvre plus, pas même par vous.",
    ),
    proof=Words(
        en="We send ourselves a marked message, have its mailbox forgotten, and search every byte of the "
        "store for the mark, the address and the key. We also look for mailboxes that have outlived their"
        " time.",
        fr="Nous nous envoyons un message marqué, faisons oublier sa boîte, puis cherchons dans chaque octet"
        " du stockage la marque, l’adresse et la clé. Nous cherchons aussi les boîtes qui auraient "
        "survécu à leur terme.",
    ),
    owner=Owner.PRIVACY_OFFICER,
    probes=("sweep.lag", "residue.message", "residue.key", "address.forgotten"),
    max_age=_DAY,
    controls=_controls(iso="8.10", csf="ID.AM-08", asvs="V14", gdpr="5 17"),
)

DATA_LIMITED = Clause(
    id="data.limited",
    title=Words(en="Yours alone to read", fr="À vous seul de lire"),
    promise=Words(
        en="A message is sealed the moment it arrives, and only the secret in your hands opens it. "
        "Everything the server keeps, taken together, is not enough to read it.",
        fr="Un message est scellé dès qu’il arrive, et seul le secret que vous détenez peut l’ouvrir. Tout "
        "ce que le serveur conserve, mis ensemble, ne suffit pas à le lire.",
    ),
    proof=Words(
        en="We send ourselves a sealed message and try to open it with everything the server stores, and "
        "with somebody else’s secret. Both must fail, and our own secret must open it.",
        fr="Nous nous envoyons un message scellé et tentons de l’ouvrir avec tout ce que le serveur "
        "conserve, puis avec le secret d’un autre. Les deux doivent échouer, et notre propre secret doit "
        "l’ouvrir.",
    ),
    owner=Owner.PRIVACY_OFFICER,
    probes=("seal.keys", "seal.secrets", "seal.neighbour"),
    max_age=_DAY,
    controls=_controls(iso="8.3", csf="PR.AA-05", gdpr="25"),
)

MAIL_AUTHENTIC = Clause(
    id="mail.authentic",
    title=Words(en="Senders are verified", fr="Les expéditeurs sont vérifiés"),
    promise=Words(
        en="Who sent a message is looked into before it is sealed, and you are told: really from a domain, not "
        "verifiable, or pretending. Nobody can forge our answer.",
        fr="Qui a envoyé un message est vérifié avant qu’il soit scellé, et nous vous le disons : il vient bien "
        "d’un domaine, il n’a pas pu être vérifié, ou il se fait passer pour un autre. Nul ne peut falsifier "
        "notre réponse.",
    ),
    proof=Words(
        en="We verify a message that the standard publishes, and the same with a word changed; then we send "
        "ourselves one that claims in our name to be genuine. The claim must be gone.",
        fr="Nous vérifions un message que publie la norme, puis le même dont un mot a changé ; puis nous nous en "
        "envoyons un qui se dit authentique en notre nom. Cette mention doit avoir disparu.",
    ),
    owner=Owner.OPERATOR,
    probes=("authenticity.vectors", "authenticity.forged"),
    max_age=_DAY,
    controls=_controls(iso="5.14"),
)

MAIL_PHISHING = Clause(
    id="mail.phishing",
    title=Words(en="Warned of forgeries", fr="Mis en garde contre les faux"),
    promise=Words(
        en="Every message that arrives is looked over before it is sealed: who it claims to be from, where its links "
        "lead, what it asks for, what is attached. You are told whether it looks dangerous, and why. No filter "
        "catches everything: a message without a warning is not thereby genuine.",
        fr="Chaque message qui arrive est examiné avant d’être scellé : de qui il se réclame, où mènent ses liens, ce "
        "qu’il demande, ce qui y est joint. Nous vous disons s’il paraît dangereux, et pourquoi. Aucun filtre ne voit "
        "tout : un message sans mise en garde n’est pas authentique pour autant.",
    ),
    proof=Words(
        en="We send ourselves forged letters of several kinds and ordinary ones through the running server: each "
        "forged one must arrive with a warning, each ordinary one without.",
        fr="Nous nous envoyons par le serveur en marche de fausses lettres de plusieurs sortes et des lettres "
        "ordinaires : chaque fausse doit arriver avec une mise en garde, chaque ordinaire sans.",
    ),
    owner=Owner.OPERATOR,
    probes=("phishing.caught", "phishing.spared"),
    max_age=_DAY,
    controls=_controls(iso="8.7"),
)

WATCH_REPORT = Clause(
    id="watch.report",
    title=Words(en="Easy to report, and answered", fr="Facile à signaler, et suivi d’une réponse"),
    promise=Words(
        en="What looks like phishing to you, you can report in one click, with your mail programme once you have "
        "agreed to that, or by forwarding it. You hand over that one message and nothing else, sealed so that only the "
        "security team can open it. You get an answer, and our thanks. To find a forgery in other mailboxes we keep "
        "hashes of links and files, of mail that we warned of alone, for fourteen days.",
        fr="Ce qui vous semble de l’hameçonnage, vous pouvez le signaler d’un clic, par votre logiciel de messagerie "
        "une fois que vous y avez consenti, ou en le transférant. Vous remettez ce seul message et rien d’autre, "
        "scellé pour que seule l’équipe de sécurité l’ouvre. Vous recevez une réponse, et nos remerciements. Pour "
        "retrouver un faux dans d’autres boîtes, nous gardons des empreintes de liens et de fichiers, du seul courrier "
        "mis en garde, pendant quatorze jours.",
    ),
    proof=Words(
        en="We report a message of our own to the running server, look for it, try every key of the server on it, and "
        "take it back. None may open it, and no report of a holder may wait for more than a week.",
        fr="Nous signalons au serveur en marche un message à nous, le cherchons, essayons sur lui chaque clé du "
        "serveur, et le reprenons. Aucune ne doit l’ouvrir, et aucun signalement d’un titulaire ne doit attendre plus "
        "d’une semaine.",
    ),
    owner=Owner.OPERATOR,
    probes=("report.filed", "report.sealed", "report.answered"),
    max_age=_DAY,
    controls=_controls(iso="6.8", csf="RS.MA"),
)

REGISTER: tuple[Clause, ...] = (
    TRANSIT_TLS,
    HOST_HARDENED,
    *ACCESS_CLAUSES,
    ACCESS_LOG,
    DATA_MINIMAL,
    DATA_DELETED,
    DATA_LIMITED,
    MAIL_AUTHENTIC,
    MAIL_PHISHING,
    WATCH_REPORT,
)


def clause_by_id(id_: str) -> Clause | None:
    """Return the clause with this id, None if there is none."""
    return next((clause for clause in REGISTER if clause.id == id_), None)
