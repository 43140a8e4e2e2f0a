"""Invented ordinary mail in French, German and Spanish, by family; form as in `families`."""

from typing import Final

from bench.verdict_corpus.families import Family

ORDINARY_ELSEWHERE: Final[tuple[Family, ...]] = (
    (
        "collegue-fr",
        "fr",
        ("NAME <WORK>",),
        ("{Compte rendu de la réunion|Re: planning|Déjeuner vendredi ?}",),
        (
            "Bonjour NAME,",
            "{merci pour ton retour|voici le compte rendu}.",
            "{Peux-tu relire la partie 3|On en parle demain} ?",
            "{Bonne journée|Amicalement}, NAME",
        ),
        "none",
    ),
    (
        "famille-fr",
        "fr",
        ("NAME <FREE>",),
        ("{Photos des vacances|Anniversaire de mamie|Dimanche}",),
        (
            "Coucou,",
            "{on est bien arrivés|les photos sont belles}.",
            "{Tu peux apporter un gâteau|Les enfants t'embrassent} ?",
            "Bises, NAME",
        ),
        "none",
    ),
    (
        "lettre-fr",
        "fr",
        ("BRANDLESS <SHOP>",),
        ("{Soldes : -30 % ce week-end|Nouvelle collection|Dernières heures}",),
        (
            "{Bonjour|Chère cliente, cher client},",
            "{découvrez notre nouvelle collection|profitez de 30 % de remise}.",
            "{J'en profite|Découvrir}. Offre valable {48 heures|jusqu'à dimanche}.",
            "Se désinscrire. Vous recevez ce message car vous avez un compte chez nous.",
        ),
        "tracked",
    ),
    (
        "commande-fr",
        "fr",
        ("BRANDLESS <SHOP>",),
        ("{Votre commande est expédiée|Confirmation de commande|Votre facture}",),
        (
            "Bonjour NAME,",
            "{votre commande 11822 est expédiée|merci pour votre commande}.",
            "{Suivre mon colis|Voir ma commande}.",
            "Livraison prévue {demain|jeudi}. Le service client",
        ),
        "own",
    ),
    (
        "banque-vraie-fr",
        "fr",
        ("BRANDFR <THEIRS>",),
        ("{Votre relevé est disponible|Nouveau message dans votre espace|Alerte de connexion}",),
        (
            "Bonjour,",
            "{votre relevé de compte est disponible|vous avez un nouveau message} dans votre espace client.",
            "Nous ne vous demandons jamais vos identifiants par e-mail.",
        ),
        "theirs",
    ),
    (
        "confirmer-fr",
        "fr",
        ("BRANDLESS <SHOP>",),
        ("{Confirmez votre adresse|Activez votre compte|Réinitialisation du mot de passe}",),
        (
            "Bonjour NAME,",
            "{confirmez votre adresse pour activer votre compte|vous avez demandé un nouveau mot de passe}.",
            "Ce lien expire dans 24 heures. Si ce n'est pas vous, ignorez ce message.",
        ),
        "own",
    ),
    (
        "ecole-fr",
        "fr",
        ("École BRANDLESS <SHOP>",),
        ("{Sortie scolaire|Réunion de parents|Cantine : règlement}",),
        (
            "Madame, Monsieur,",
            "{la sortie scolaire aura lieu jeudi|la réunion se tiendra à 18 heures}.",
            "{Merci de régler la cantine avant le 15|Merci de confirmer la présence de votre enfant}.",
        ),
        "none",
    ),
    (
        "kollege-de",
        "de",
        ("NAME <WORK>",),
        ("{Protokoll|Re: Termin|Entwurf}",),
        (
            "Hallo NAME,",
            "{danke für das Gespräch|anbei das Protokoll}.",
            "{Schau bitte über Abschnitt 3|Passt Montag um zehn}?",
            "Viele Grüße, NAME",
        ),
        "none",
    ),
    (
        "laden-de",
        "de",
        ("BRANDLESS <SHOP>",),
        ("{Ihre Bestellung|Rechnung 114|Neu im Sortiment}",),
        (
            "Guten Tag NAME,",
            "{vielen Dank für Ihre Bestellung|Ihre Sendung ist unterwegs}.",
            "{Zur Bestellung|Sendung verfolgen}. Ihr Kundenservice",
            "Abmelden",
        ),
        "tracked",
    ),
    (
        "tienda-es",
        "es",
        ("BRANDLESS <SHOP>",),
        ("{Su pedido|Confirmación de compra|Novedades}",),
        ("Hola NAME,", "{gracias por su compra|su pedido está en camino}.", "{Ver pedido|Seguir envío}. Darse de baja"),
        "tracked",
    ),
    (
        "amigo-es",
        "es",
        ("NAME <FREE>",),
        ("{Cena el viernes|Fotos}",),
        ("Hola,", "{llegamos bien|¿cenamos el viernes?}", "Un abrazo, NAME"),
        "none",
    ),
)
