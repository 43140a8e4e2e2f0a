import pytest

from tempory.verdict import judge
from tempory.verdict.outcome import Code
from tests.verdict.letters import codes_of, facts_of, letter, link

FOREIGN = " https://evil.example/x"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please verify your account today.", Code.ASKS_CREDENTIALS),
        ("Veuillez confirmer vos identifiants.", Code.ASKS_CREDENTIALS),
        ("Bitte bestätigen Sie Ihre Zugangsdaten.", Code.ASKS_CREDENTIALS),
        ("Verifique su cuenta ahora.", Code.ASKS_CREDENTIALS),
        ("Your account has been suspended.", Code.THREATENS_LOSS),
        ("Votre compte sera bloqué.", Code.THREATENS_LOSS),
        ("Act within 24 hours.", Code.PRESSES_TIME),
        ("Répondez sous 48 heures.", Code.PRESSES_TIME),
        ("Urgent, immediately, final warning.", Code.PRESSES_TIME),
        ("Your mailbox quota is full and will be suspended.", Code.MAILBOX_PRETEXT),
        ("Upgrade your webmail mailbox quota, storage is 99%.", Code.MAILBOX_PRETEXT),
        ("Votre colis attend : frais de 1,99.", Code.PARCEL_PRETEXT),
        ("The parcel is blocked. Your shipment will be cancelled, parcel lost.", Code.PARCEL_PRETEXT),
        ("You are eligible for a tax refund." + FOREIGN, Code.REFUND_PRETEXT),
        ("Un remboursement vous attend : remplissez le formulaire." + FOREIGN, Code.REFUND_PRETEXT),
        ("Please sign in to your account.", Code.ASKS_CREDENTIALS),
        ("A document was shared, click." + FOREIGN, Code.DOCUMENT_PRETEXT),
        ("I am a barrister; the deceased left ten million dollars, an inheritance fund.", Code.OFFERS_MONEY),
        ("I hacked your camera and recorded a video of porn; pay 500 in Bitcoin BTC or contacts see it.", Code.EXTORTS),
        ("Are you available? I need a quick favor: gift cards, be discreet.", Code.ASKS_FAVOUR),
        ("Dear customer, hello.", Code.ANONYMOUS_GREETING),
        ("Cher client, bonjour.", Code.ANONYMOUS_GREETING),
        ("Your Netflix account is suspended." + FOREIGN, Code.BRAND_MISUSED),
    ],
)
def test_words_that_want_something(text: str, code: Code) -> None:
    assert code in codes_of(letter(text))


@pytest.mark.parametrize(
    "text",
    [
        "See you on Friday, and bring the report.",
        "The build failed on main; I will look at it tomorrow.",
        "Merci pour hier soir, à bientôt !",
        "Die Sitzung ist am Montag um zehn.",
    ],
)
def test_words_that_want_nothing(text: str) -> None:
    assert not codes_of(letter(text))


def test_a_new_bank_account_from_a_free_mailbox() -> None:
    text = (
        "Our bank changed. Please use the new IBAN for the invoice and wire transfer to the new bank account details."
    )
    assert Code.CHANGES_PAYMENT in codes_of(letter(text, sender="Acme <acme@gmail.com>"))
    assert Code.CHANGES_PAYMENT not in codes_of(letter(text))


def test_a_charge_that_nobody_made_and_a_number_to_call() -> None:
    text = "Your Norton plan was renewed and 399.99 was charged. To cancel, call (808) 555-0147 before 2026-11-30."
    assert Code.ASKS_CALL in codes_of(letter(text, sender="Billing <b77@gmail.com>"))
    assert Code.ASKS_CALL in codes_of(letter(text, sender="Norton <a@corp.example>"))
    assert Code.ASKS_CALL not in codes_of(letter(text.replace("Norton ", "")))
    assert Code.ASKS_CALL not in codes_of(letter(text, sender="Norton <a@norton.com>"))
    assert Code.ASKS_CALL not in codes_of(letter(text, sender="Billing <b77@gmail.com>", List_ID="<a.b>"))
    assert Code.ASKS_CALL not in codes_of(letter(text.replace("(808) 555-0147", "us"), sender="B <b77@gmail.com>"))
    assert Code.ASKS_CALL not in codes_of(letter(text.replace("(808)", "8081122334455"), sender="B <b77@gmail.com>"))


def test_a_superior_in_a_hurry_at_a_free_mailbox() -> None:
    text = "Virement urgent et confidentiel pour une acquisition. Le RIB du bénéficiaire suit."
    assert Code.ASKS_FAVOUR in codes_of(letter(text, sender="Le directeur <pdg@gmail.com>"))
    assert Code.ASKS_FAVOUR not in codes_of(letter(text))


def test_a_gift_is_not_always_asked_for() -> None:
    assert Code.ASKS_FAVOUR not in codes_of(letter("A gift for Ann: bring a gift, or gift cards, by Friday."))


def test_who_does_not_know_the_readers_name_and_asks_much_has_a_link() -> None:
    text = "Dear customer, confirm your account details or it will be suspended. https://www.corp.example/x"
    anonymous = judge(facts_of(letter(text))).score
    named = judge(facts_of(letter(text.replace("Dear customer", "Dear Ann")))).score
    assert anonymous > named * 1.5


def test_where_clicks_are_counted_is_nobody_elses_place() -> None:
    text = "Please confirm your account. https://client.us2.list-manage.com/confirm?u=1"
    assert codes_of(letter(text)) == {Code.ASKS_CREDENTIALS}
    assert Code.BAIT_LEADS_AWAY in codes_of(letter(text + FOREIGN))


def test_a_firm_may_be_named_by_itself_and_in_an_answer() -> None:
    text = "Your Netflix account is suspended."
    assert Code.BRAND_MISUSED not in codes_of(letter(text + " https://www.netflix.com/x"))
    assert Code.BRAND_MISUSED not in codes_of(letter(text + FOREIGN, sender="Netflix <a@netflix.com>"))
    assert Code.BRAND_MISUSED not in codes_of(letter(text + FOREIGN, In_Reply_To="<1@x.example>"))
    assert Code.BRAND_MISUSED not in codes_of(letter(text + FOREIGN, List_Id="<x.example>"))
    assert Code.BRAND_MISUSED not in codes_of(letter("Your account is suspended." + FOREIGN))


def test_a_bait_whose_links_lead_away() -> None:
    text = "Please verify your account."
    assert Code.BAIT_LEADS_AWAY in codes_of(letter(text + FOREIGN))
    assert Code.BAIT_LEADS_AWAY not in codes_of(letter(text + FOREIGN + " https://corp.example/x"))
    assert Code.BAIT_LEADS_AWAY not in codes_of(letter(text + FOREIGN, List_Id="<x.example>"))


def test_a_firm_where_the_sender_is_found_too_is_not_misused() -> None:
    text = "Update your account. Find us on Twitter: https://twitter.com/corp" + FOREIGN
    assert Code.BRAND_MISUSED not in codes_of(letter(text))
    assert Code.BRAND_MISUSED in codes_of(letter(text, subject="Twitter"))


def test_the_markup_counts_beside_harmless_text() -> None:
    html = link("https://evil.example/x") + "<p>Your account has been suspended.</p>"
    assert Code.THREATENS_LOSS in codes_of(letter("Hello!", html=html))
    styled = f"<html><head><style>{'x' * 50_000}</style></head><body>{html}"
    assert Code.THREATENS_LOSS in codes_of(letter("Hello!", html=styled))
