"""Words that tell a one-time code from any other number, language by language.

All in lower case without accents, Greek with a plain sigma at the end (`tempory.mime.folding`). A word listed with a
hyphen at its end stands for every word that begins with it; one with a hyphen before it for those that end with it.
"""

# ruff: noqa: RUF001 (Greek letters that look like Latin ones are meant)

from dataclasses import dataclass
from typing import Final

from tempory.mime.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWords:
    """One language's words."""

    codes: str  # what a one-time code is called
    passwords: str  # called so too, but more often something else
    other_codes: str  # beside "code", in either order or as one word: another kind of code
    purposes: str  # what one-time codes are for
    requests: str  # verbs that ask to enter one
    verdicts: str  # "is", between the code's name and the code
    numbers: str  # names of other numbers, standing before them
    shopping: str  # the surroundings of discount codes
    units: str  # what is counted, standing behind its number
    months: str


CODE_WORDS: Final[dict[str, CodeWords]] = {
    "en": CodeWords(
        codes="code codes passcode passcodes otp pin token",
        passwords="password passphrase",
        other_codes="""
            promo promotional promotion discount coupon voucher gift referral zip postal post area country
            dial dialing dialling error status exit source bar qr dress tracking product item order booking
            reservation record customer tax sort swift bic colour color class building conduct honor penal
            civil morse genetic style shipping rebate offer sale savings student stock part model iata icao
            ussd
        """,
        purposes="""
            verif- confirm- securit- login log-in logging sign signin sign-in signing authent- authoriz-
            authoris- one-time onetime otp 2fa mfa two-factor two-step twofactor activat- access identity
            temporary reset recover- expire expires valid device registration register unlock
        """,
        requests="enter use type input insert submit provide copy paste using entering",
        verdicts="is are",
        numbers="""
            order orders invoice receipt ref reference ticket case account acct customer client member
            membership policy contract booking reservation flight room serial model sku item article
            tracking shipment parcel package phone telephone tel mobile cell fax call dial hotline ending
            ends zip postcode version build port transaction txn payment bill application claim patient
            employee student id isbn vat company extension ext box suite unit apt floor year edition windows
            page pages section rfc confirmation
        """,
        shopping="""
            checkout discount off sale save savings coupon promo voucher shop shopping cart deal deals offer
            % redeem flight flights hotel itinerary passenger airline
        """,
        units="""
            points miles users people customers members items words steps km kg usd eur gbp dollars euros
            pounds minutes seconds hours days years times employees subscribers followers views downloads
            reviews results calories kcal mb gb mbit pages
        """,
        months="""
            january february march april may june july august september october november december jan feb
            mar apr jun jul aug sep sept oct nov dec
        """,
    ),
    "fr": CodeWords(
        codes="code codes pin otp",
        passwords="passe",
        other_codes="""
            promo promotionnel promotion postal postaux reduction remise avantage parrainage cadeau barre
            barres erreur client article produit suivi reservation commande source pays civil penal route
            conduite bon ape naf swift guichet banque couleur vestimentaire
        """,
        purposes="""
            verif- confirm- securit- connexion connecter identif- authentif- unique temporaire activ- acces
            valid- expire reinitialis- inscription
        """,
        requests="""
            saisissez saisir entrez entrer utilisez utiliser tapez renseignez indiquez copiez saisis entre
            utilise
        """,
        verdicts="est",
        numbers="""
            commande facture reference ref dossier client compte contrat telephone tel appelez portable
            reservation vol chambre colis suivi ticket siret siren tva version page annee transaction
            adherent article
        """,
        shopping="panier remise reduction promo soldes livraison boutique vol hotel",
        units="euros points km kg minutes secondes heures jours ans utilisateurs clients abonnes personnes",
        months="janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    ),
    "de": CodeWords(
        codes="code codes kode -code -codes tan mtan pushtan smstan pin otp token -pin",
        passwords="passwort kennwort -passwort -kennwort",
        other_codes="""
            gutschein- rabatt- aktion- promo- vorteil- postleit- barcode qr strich- fehler- lander- buchung-
            sendung- artikel- produkt- kunden- werbe- empfehlung- farb- quell- zugriffs bestell- referenz-
            status-
        """,
        purposes="""
            bestatig- verif- sicherheit- anmeld- einmal- login einlog- zugang- zugriff- aktivier-
            freischalt- authentif- authentisier- zwei-faktor identi- gultig registrier- zurucksetz-
            freigabe- auszahl- uberweis-
        """,
        requests="geben gib eingeben verwenden verwende nutzen nutze benutzen tippen kopieren einfugen",
        verdicts="ist lautet lauten",
        numbers="""
            bestell- auftrag- rechnung- kunden- vorgang- akten- ticket- sendung- konto- vertrag- telefon-
            tel fax rufnummer hotline durchwahl version zimmer flug- buchung- mitglied- steuer- ust hrb hrb-
            plz postfach jahr referenz- artikel- beleg- versicherung- geschaft- personal- serien-
        """,
        shopping="warenkorb rabatt gutschein einkauf sparen bestellung kasse angebot flug hotel",
        units="euro punkte km kg minuten sekunden stunden tage jahre nutzer kunden mitarbeiter uhr",
        months="januar februar marz april mai juni juli august september oktober november dezember",
    ),
    "es": CodeWords(
        codes="codigo codigos pin otp token clave",
        passwords="contrasena",
        other_codes="""
            postal promocional promocion descuento cupon regalo barras error referido producto cliente
            pedido reserva seguimiento pais area fuente civil penal fiscal swift color qr vestimenta
        """,
        purposes="""
            verific- confirm- segur- acceso acceder iniciar inicio sesion autentic- autoriz- unico unica
            temporal activ- identidad caduca valido expira restablec- registro validacion
        """,
        requests="""
            introduce introduzca introducir ingresa ingrese ingresar usa use usar utiliza utilice escribe
            copia digita
        """,
        verdicts="es son",
        numbers="""
            pedido factura referencia ref cliente cuenta contrato telefono tel llame llama movil reserva
            vuelo habitacion envio seguimiento ticket nif cif version pagina ano transaccion expediente
            poliza caso
        """,
        shopping="carrito descuento oferta compra ahorra tienda vuelo hotel",
        units="euros puntos km kg minutos segundos horas dias anos usuarios clientes personas pesos",
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "it": CodeWords(
        codes="codice codici pin otp token",
        passwords="password",
        other_codes="""
            sconto promozionale promo fiscale postale avviamento barre errore cliente prodotto prenotazione
            ordine tracciamento spedizione civile penale sorgente colore iban swift univoco destinatario
            regalo amico qr
        """,
        purposes="""
            verific- conferm- sicur- access- autentic- autorizz- monouso usa-e-getta temporaneo attiv-
            identita scade valido ripristin- reimpost- registrazione login
        """,
        requests="inserisci inserire inserisca usa usare utilizza utilizzare digita digitare copia immetti",
        verdicts="e sono",
        numbers="""
            ordine fattura riferimento rif cliente conto contratto telefono tel chiama cellulare
            prenotazione volo camera spedizione ticket iva p.iva versione pagina anno pratica polizza
        """,
        shopping="carrello sconto offerta acquisto risparmia negozio volo hotel",
        units="euro punti km kg minuti secondi ore giorni anni utenti clienti persone",
        months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    "pt": CodeWords(
        codes="codigo codigos pin otp token",
        passwords="senha palavra-passe",
        other_codes="""
            postal promocional desconto cupom barras erro cliente produto reserva encomenda pedido rastreio
            rastreamento pais area fonte civil penal fiscal cor qr indicacao
        """,
        purposes="""
            verific- confirm- seguranca acesso acessar iniciar sessao autentic- autoriz- unico unica uso
            temporario ativ- identidade expira valido redefin- cadastro entrar login
        """,
        requests="digite insira introduza use utilize usar informe copie escreva",
        verdicts="e sao",
        numbers="""
            pedido encomenda fatura referencia ref cliente conta contrato telefone tel ligue telemovel
            celular reserva voo quarto envio rastreio nif cpf cnpj versao pagina ano protocolo chamado
        """,
        shopping="carrinho desconto oferta compra economize loja voo hotel",
        units="euros reais pontos km kg minutos segundos horas dias anos usuarios clientes pessoas",
        months="janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "nl": CodeWords(
        codes="code codes -code -codes pincode pin otp token",
        passwords="wachtwoord",
        other_codes="""
            korting- kortings- actie- promo- cadeau- waarde- post- postcode bar- streep- fout- boeking-
            reservering- landen- land- track trace tracking klant- product- artikel- bestel- qr-
        """,
        purposes="""
            verific- bevestig- beveilig- veilig- inlog- aanmeld- login eenmalig- toegang- authentic- activ-
            activer- identit- geldig tweestaps- registr- herstel- verloopt
        """,
        requests="voer vul gebruik typ kopieer invoeren gebruiken",
        verdicts="is luidt",
        numbers="""
            bestelling bestelnummer order- ordernummer factuur- klant- referentie- zaak- ticket- rekening-
            contract- telefoon- tel bel mobiel zending- pakket- boeking- vlucht kamer kvk btw versie pagina
            jaar polis- dossier-
        """,
        shopping="winkelwagen korting aanbieding bespaar bestelling winkel vlucht hotel",
        units="euro punten km kg minuten seconden uur dagen jaar gebruikers klanten mensen",
        months="januari februari maart april mei juni juli augustus september oktober november december",
    ),
    "pl": CodeWords(
        codes="kod kodu kodem kody kodow pin otp token",
        passwords="haslo hasla haslem",
        other_codes="""
            rabatowy rabatowego promocyjny promocyjnego pocztowy pocztowego kreskowy bledu produktu klienta
            zamowienia rezerwacji zrodlowy kraju podarunkowy znizkowy qr cywilny karny kierunkowy swift
        """,
        purposes="""
            weryfik- potwierdz- bezpiecz- logow- zalog- jednoraz- uwierzytel- autoryz- dostep- aktyw-
            tozsamosc- wazny tymczasow- rejestr- reset- wygas-
        """,
        requests="wpisz uzyj wprowadz podaj skopiuj wprowadzic wpisac uzyc przepisz",
        verdicts="to jest",
        numbers="""
            zamowien- faktur- referenc- klient- konto konta umow- telefon- tel zadzwon komork- rezerwacj-
            lot- pokoj- przesylk- paczk- zgloszen- nip regon krs wersja strona rok roku sprawa sprawy polis-
        """,
        shopping="koszyk rabat znizka oferta zakupy promocja sklep lot hotel",
        units="zl pln punktow km kg minut sekund godzin dni uzytkownikow klientow osob r roku",
        months="stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    ),
    "sv-da-no": CodeWords(
        codes="kod koden koder kode -kod -koden -kode pinkod pin otp token",
        passwords="losenord -losenord adgangskode passord -passord",
        other_codes="""
            rabatt- rabat- kampanj- kampagne- kupong- presentkort- gave- post- streck- strek- streg- fel-
            feil- fejl- boknings- bookings- bestillings- bestallnings- ordre- order- lands- kund- kunde-
            produkt- varu- vare- sparings- sporings- qr- reservations-
        """,
        purposes="""
            verif- bekraft- bekreft- bakraft- bekraeft- sakerhet- sikkerhed- sikkerhet- inlogg- logga logg-
            logind- login engang- engangs- autent- godkend- atkomst- adgang- tilgang- aktiver- identi-
            giltig gyldig tofaktor- tvastegs- registrer- aterstall- nulstil- tilbakestill- utloper upphor
            udlober
        """,
        requests="ange anvand skriv mata indtast brug bruk tast angi oppgi kopiera kopier",
        verdicts="ar er lyder",
        numbers="""
            order- ordre- faktura- kund- kunde- referens- referanse- reference- arende- sag- sak- konto-
            avtal- telefon- tlf tel ring mobil- bokning- booking- flyg- rum paket- pakke- forsendelse- orgnr
            org cvr version sida side bestallning- bestilling- ordrenr ordernr
        """,
        shopping="varukorg kurv handlekurv rabatt rabat erbjudande tilbud spara spar butik flyg hotell",
        units="""
            kr kronor kroner sek dkk nok poang point poeng km kg minuter minutter sekunder timmar timer
            dagar dage dager anvandare kunder personer
        """,
        months="""
            januari februari mars april maj juni juli augusti september oktober november december januar
            februar marts mai august desember
        """,
    ),
    "fi": CodeWords(
        codes="""
            koodi koodin koodia koodisi koodilla koodit -koodi -koodin -koodia -koodisi -koodilla pin otp
            tunnusluku tunnusluvun
        """,
        passwords="salasana salasanasi -salasana",
        other_codes="""
            alennus- tarjous- kampanja- lahja- posti- viiva- virhe- tuote- varaus- seuranta- lahetys- maa-
            asiakas- tilaus- qr-
        """,
        purposes="""
            vahvist- turva- kirjautu- kertakaytto- tunnist- todenn- aktivoint- paasy- varmenn- varmist-
            voimassa vanhenee rekisteroi- palaut- kaksivaihe-
        """,
        requests="syota kayta anna kirjoita kopioi syottamalla nappaile",
        verdicts="on",
        numbers="""
            tilaus- lasku- viite- asiakas- tili- sopimus- puhelin- puh soita varaus- lento- huone- lahetys-
            paketti- seuranta- ytunnus y-tunnus versio sivu tapaus-
        """,
        shopping="ostoskori alennus tarjous saasta kauppa lento hotelli",
        units="eur euroa pistetta km kg minuuttia sekuntia tuntia paivaa vuotta kayttajaa asiakasta",
        months="""
            tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta
            lokakuuta marraskuuta joulukuuta
        """,
    ),
    "cs": CodeWords(
        codes="kod kodu kodem kody pin otp token",
        passwords="heslo hesla heslem",
        other_codes="""
            slevovy slevoveho slevovym postovni carovy chybovy produktu zakaznicky zakaznika objednavky
            rezervacni darkovy promo zdrojovy zeme qr akcni swift
        """,
        purposes="""
            over- potvrz- potvrd- bezpecn- prihlas- jednoraz- autent- autoriz- pristup- aktiv- totoznost-
            plat- docasn- registr- obnov- vyprs-
        """,
        requests="zadejte zadej pouzijte pouzij vlozte opiste zkopirujte zadat",
        verdicts="je zni",
        numbers="""
            objednavk- faktur- referenc- zakazni- ucet uctu smlouv- telefon- tel volejte mobil- rezervac-
            pokoj zasilk- balik- ico dic verze strana rok roku psc variabilni symbol pripad-
        """,
        shopping="kosik sleva slevu nabidka nakup akce obchod let hotel",
        units="kc czk bodu km kg minut sekund hodin dni let uzivatelu zakazniku lidi",
        months="ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
    ),
    "ro": CodeWords(
        codes="cod codul codului coduri pin otp token",
        passwords="parola",
        other_codes="""
            postal promotional reducere discount voucher cupon bare eroare client produs rezervare comanda
            fiscal sursa tara cadou qr swift numeric personal awb
        """,
        purposes="""
            verific- confirm- securit- sigurant- autentific- conect- acces- unica folosinta activ- identit-
            valabil expira temporar- autoriz- resetar- inregistr- logare
        """,
        requests="introdu introduceti introduce foloseste folositi utilizati tastati copiati utilizeaza scrie",
        verdicts="este e",
        numbers="""
            comanda comenzii factura facturii referinta client cont contului contract telefon tel sunati
            mobil rezervare zbor camera colet awb cui versiune pagina anul dosar
        """,
        shopping="cos reducere oferta cumparaturi economiseste magazin zbor hotel",
        units="lei ron puncte km kg minute secunde ore zile ani utilizatori clienti persoane",
        months="ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    ),
    "hu": CodeWords(
        codes="kod kodja kodjat kodod kododat kodot koddal kodjaval -kod -kodja -kodod -kodot pin otp token",
        passwords="jelszo jelszava jelszavad",
        other_codes="""
            kedvezmeny- kupon- promocios akcios iranyito- vonal- hiba- termek- foglalas- foglalasi rendeles-
            ugyfel- nyomkoveto ajandek- orszag- qr
        """,
        purposes="""
            ellenorz- megerosit- biztonsag- bejelentkez- belep- egyszer- hitelesit- azonosit- aktival-
            hozzafer- ervenyes ideiglenes jovahagy- regisztr- visszaallit- lejar
        """,
        requests="irja ird adja add hasznalja hasznald masolja usse megadasaval",
        verdicts="a",
        numbers="""
            rendeles- szamla- hivatkozas- ugyfel- szerzodes- telefon- tel hivja mobil- foglalas- jarat szoba
            csomag- azonosito verzio oldal ev adoszam cegjegyzek ugy-
        """,
        shopping="kosar kedvezmeny ajanlat vasarlas akcio bolt jarat szalloda",
        units="ft huf forint pont km kg perc percig masodperc ora nap ev felhasznalo ugyfel",
        months="januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
    ),
    "el": CodeWords(
        codes="κωδικοσ κωδικο κωδικου κωδικοι κωδικουσ κωδικων pin otp",
        passwords="συνθηματικο",
        other_codes="""
            ταχυδρομικοσ ταχυδρομικο ταχυδρομικου εκπτωτικοσ εκπτωτικο προσφορασ εκπτωσησ προιοντοσ πελατη
            παραγγελιασ κρατησησ σφαλματοσ χωρασ δωρου κουπονιου
        """,
        purposes="""
            επαληθευσ- επιβεβαι- ασφαλει- συνδεσ- εισοδ- μιασ χρησησ ταυτοποιησ- ενεργοποι- προσβασ-
            ταυτοτητ- ισχυ- προσωριν- εγγραφ- επαναφορ- ληγει
        """,
        requests="εισαγετε χρησιμοποιηστε πληκτρολογηστε αντιγραψτε εισαγαγετε γραψτε καταχωρηστε χρησιμοποιησε",
        verdicts="ειναι",
        numbers="""
            παραγγελι- τιμολογι- αναφορασ πελατη λογαριασμ- συμβολαι- τηλεφων- τηλ καλεστε κινητο κρατησ-
            πτηση δωματιο δεμα αποστολ- αφμ εκδοση σελιδα ετοσ υποθεσ-
        """,
        shopping="καλαθι εκπτωση προσφορα αγορα καταστημα πτηση ξενοδοχειο",
        units="ευρω ποντοι ποντουσ χλμ λεπτα δευτερολεπτα ωρεσ ημερεσ ετη χρηστεσ πελατεσ ατομα",
        months="""
            ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου
            νοεμβριου δεκεμβριου
        """,
    ),
}

# What may stand between a number's label and the number.
FILLERS: Final = Vocabulary(["number no nr num numero nummer numer numar cislo szam αριθμοσ # № in with n"])

_ROOTS = """
    cod kod κωδ pin otp tan tok pass hasl hesl clav contras senha palavra salasan losen adgang wachtw parol jelsz
    tunnuslu kennw συνθημ
"""
# Each word that names a code has one of these in it: where none is near, nothing more needs to be read.
ROOTS: Final = tuple(_ROOTS.split())


def vocabulary(kind: str) -> Vocabulary:
    """Return one kind of words of all languages together: a message does not say which it is written in."""
    return Vocabulary(getattr(words, kind) for words in CODE_WORDS.values())
