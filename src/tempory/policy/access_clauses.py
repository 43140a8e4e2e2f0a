"""What is promised about those who run the service and those who use it: access, factors, rights, passwords."""

from tempory.policy.clauses import Clause, Control, Framework, Owner, Words

_DAY = 86_400
_ISO, _CSF, _ASVS = Framework.ISO_27001, Framework.NIST_CSF, Framework.OWASP_ASVS

ACCESS_ADMIN = Clause(
    id="access.admin",
    title=Words(en="Short visits for those who run it", fr="Des visites brèves pour qui l’administre"),
    promise=Words(
        en="Who runs this service signs in for a short time only: a quarter of an hour without use ends it, eight "
        "hours in any case. Whatever changes somebody’s rights or mailbox asks once more who is there.",
        fr="Qui administre ce service ne se connecte que brièvement : un quart d’heure sans usage y met fin, huit "
        "heures dans tous les cas. Tout ce qui change les droits ou la boîte de quelqu’un redemande qui est là.",
    ),
    proof=Words(
        en="We look at every open session of staff and how long it has lasted, and at what the running server asks for "
        "before it changes anything about people.",
        fr="Nous regardons chaque session ouverte du personnel et sa durée, et ce que le serveur en marche exige avant "
        "de changer quoi que ce soit aux personnes.",
    ),
    owner=Owner.OPERATOR,
    probes=("admin.sessions", "admin.proof"),
    max_age=_DAY,
    controls=(Control(_ISO, "8.2"), Control(_CSF, "PR.AA-05"), Control(_ASVS, "V8")),
)

ACCESS_MFA = Clause(
    id="access.mfa",
    title=Words(en="Two proofs, not one", fr="Deux preuves, pas une"),
    promise=Words(
        en="Nobody administrates with a password alone: without a second factor there is no such session, and who "
        "loses the last factor loses the rights. Mail programs get passwords of their own, never the account’s.",
        fr="Nul n’administre avec un seul mot de passe : sans second facteur, une telle session n’existe pas, et qui "
        "perd le dernier facteur perd les droits. Les logiciels de messagerie ont leurs propres mots de passe, jamais "
        "celui du compte.",
    ),
    proof=Words(
        en="We search the database for a right or a session without a second factor, and try an account’s password on "
        "every protocol that reads mail. None may be found, and none may work.",
        fr="Nous cherchons dans la base un droit ou une session sans second facteur, et essayons un mot de passe de "
        "compte sur chaque protocole de lecture. Rien ne doit être trouvé, et rien ne doit passer.",
    ),
    owner=Owner.OPERATOR,
    probes=("mfa.invariant", "mfa.protocols"),
    max_age=_DAY,
    controls=(Control(_ISO, "8.5"), Control(_CSF, "PR.AA-03"), Control(_ASVS, "V6")),
)

ACCESS_LEAST = Clause(
    id="access.least",
    title=Words(en="No more rights than needed", fr="Pas plus de droits que nécessaire"),
    promise=Words(
        en="Everything is forbidden that a role does not allow by name, and no role allows reading your mail.",
        fr="Est interdit tout ce qu’un rôle ne permet pas nommément, et aucun rôle ne permet de lire vos messages.",
    ),
    proof=Words(
        en="We ask the running server for everything it offers, without a session and with a forged one: all that "
        "needs a permission must be refused. Every role in the database must be one that we publish.",
        fr="Nous demandons au serveur en marche tout ce qu’il offre, sans session et avec une fausse : tout ce qui "
        "exige une permission doit être refusé. Chaque rôle de la base doit être un rôle que nous publions.",
    ),
    owner=Owner.OPERATOR,
    probes=("least.routes", "least.roles"),
    max_age=_DAY,
    controls=(Control(_ISO, "5.15"), Control(_ISO, "8.3"), Control(_CSF, "PR.AA-05"), Control(_ASVS, "V8")),
)

ACCESS_REVIEW = Clause(
    id="access.review",
    title=Words(en="Rights looked at again", fr="Des droits réexaminés"),
    promise=Words(
        en="Every quarter somebody else looks at each right of the staff. What nobody confirms in time is suspended.",
        fr="Chaque trimestre, quelqu’un d’autre réexamine chaque droit du personnel. Ce que personne ne confirme à "
        "temps est suspendu.",
    ),
    proof=Words(
        en="The last review is signed, unaltered and not older than it may be; none is overdue.",
        fr="Le dernier réexamen est signé, inaltéré et pas plus ancien que permis ; aucun n’est en retard.",
    ),
    owner=Owner.OPERATOR,
    probes=("review.recent", "review.signature"),
    max_age=_DAY,
    controls=(Control(_ISO, "5.18"), Control(_CSF, "PR.AA-05")),
)

ACCESS_PASSWORDS = Clause(
    id="access.passwords",
    title=Words(en="Passwords that hold", fr="Des mots de passe qui tiennent"),
    promise=Words(
        en="A member’s password has fifteen characters or more, is on no list of leaked ones and does not hold their "
        "name. Our pages and our command line see to it, for the password itself never reaches us; a tampered "
        "programme could evade that. We do not force regular changes; on suspicion a change replaces every key.",
        fr="Le mot de passe d’un membre a au moins quinze caractères, n’est sur aucune liste de fuites et ne "
        "contient pas son nom. Nos pages et notre ligne de commande y veillent, car le mot de passe ne nous parvient "
        "jamais ; un programme trafiqué pourrait s’y soustraire. Nous n’imposons pas de changement régulier ; au "
        "moindre soupçon, un changement remplace toutes les clés.",
    ),
    proof=Words(
        en="We count how every password is protected: none below our floor. We hold bad passwords against the rules, "
        "and check that the list they rest on is whole.",
        fr="Nous comptons comment chaque mot de passe est protégé : aucun sous notre plancher. Nous soumettons de "
        "mauvais mots de passe aux règles, et vérifions que la liste dont elles dépendent est entière.",
    ),
    owner=Owner.OPERATOR,
    probes=("passwords.census", "passwords.asked", "passwords.rules"),
    max_age=_DAY,
    controls=(Control(_ISO, "5.17"), Control(_ASVS, "V6")),
)

ACCESS_CLAUSES: tuple[Clause, ...] = (ACCESS_ADMIN, ACCESS_MFA, ACCESS_LEAST, ACCESS_REVIEW, ACCESS_PASSWORDS)
