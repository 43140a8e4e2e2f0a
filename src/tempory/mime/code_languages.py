"""Words that tell a one-time code from any other number, language by language.

All in lower case without accents, Greek with a plain sigma at the end (`tempory.mime.folding`). A word listed with a
hyphen at its end stands for every word that begins with it; one with a hyphen before it for those that end with it.
"""

# ruff: noqa: RUF001 (Greek letters that look like Latin ones are meant)

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWords:
    """One language's words."""

    codes: str  # what a one-time code is called
    passwords: str  # called so too, but more often something else
    other_codes: str  # beside "code", in either order or as one word: another kind of code
    proofs: str  # what only one-time codes are for: verification, sign-in
    confirmations: str  # what they are for, and other numbers too
    requests: str  # verbs that ask to enter one
    verdicts: str  # "is", between the code's name and the code
    numbers: str  # names of other numbers, standing before them
    shopping: str  # the surroundings of discount codes
    units: str  # what is counted, standing behind its number
    months: str


CODE_WORDS: Final[dict[str, CodeWords]] = {
    "en": CodeWords(
        codes="code codes passcode passcodes otp pin",
        passwords="password passphrase token key number",
        other_codes="""
            promo promotional promotion discount coupon voucher gift referral zip postal post area country
            dial dialing dialling error status exit source bar qr dress tracking reference product item
            order booking reservation record customer tax sort swift bic colour color class building conduct
            honor penal civil morse encode decode unicode opcode bytecode barcode zipcode keycode geocode
            shortcode genetic style shipping rebate offer sale savings student stock part
            model iata icao ussd course location parking site branch store department subject module invite-
        """,
        proofs="""
            temporary
            verif- securit- log login log-in logged logging signin sign-in authent- authoriz- authoris- one-time
            onetime otp 2fa mfa two-factor two-step twofactor
        """,
        confirmations="""
            confirm- activat- access identity reset recover- expire expires valid device
            registration register unlock sign signing
        """,
        requests="enter use type input insert submit provide copy paste using entering",
        verdicts="is are",
        numbers="""
            issue bug pr pull request
            order orders invoice receipt ref reference ticket case account acct customer client member
            membership policy contract booking reservation flight room serial model sku item article
            tracking shipment parcel package phone telephone tel mobile cell fax call dial hotline ending
            ends zip postcode version build port transaction txn payment bill application claim patient
            employee student id isbn vat company extension ext box suite unit apt floor year edition windows
            page pages section rfc confirmation
        """,
        shopping="""
            checkout discount off sale save savings coupon promo voucher shop shopping cart deal deals offer
            % redeem flight flights hotel itinerary passenger passengers airline guests stay reservation
            booking boarding check-in check-out
        """,
        units="""
            points miles users people customers members items words steps km kg usd eur gbp dollars euros
            pounds minutes seconds hours days years times employees subscribers followers views downloads
            reviews results calories kcal mb gb mbit pages lines characters files samples snippets
        """,
        months="""
            january february march april may june july august september october november december jan feb
            mar apr jun jul aug sep sept oct nov dec
        """,
    ),
    "fr": CodeWords(
        codes="code codes pin otp",
        passwords="passe cle numero",
        other_codes="""
            promo promotionnel promotion postal postaux reduction remise avantage parrainage cadeau barre
            barres erreur client article produit suivi reservation commande source pays civil penal route
            conduite bon ape naf swift guichet banque couleur vestimentaire cours
        """,
        proofs="temporaire usage verif- securit- connexion connecter identif- authentif-",
        confirmations="confirm- unique activ- acces valid- expire reinitialis- inscription",
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
        shopping="""
            caisse
            panier remise reduction promo soldes livraison boutique vol hotel reservation sejour voyageurs
            embarquement passager passagers
        """,
        units="euros points km kg minutes secondes heures jours ans utilisateurs clients abonnes personnes",
        months="janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    ),
    "de": CodeWords(
        codes="code codes kode -code -codes tan mtan pushtan smstan pin otp -pin",
        passwords="passwort kennwort -passwort -kennwort token schlussel nummer",
        other_codes="""
            gutschein- rabatt- aktion- promo- vorteil- postleit- barcode qr strich- fehler- lander- buchung-
            sendung- artikel- produkt- kunden- werbe- empfehlung- farb- quell- zugriffs bestell- referenz-
            status- kurs- mitarbeiter-
        """,
        proofs="""
            verif- sicherheit- anmeld- anzumeld- einzulogg- freizuschalt- einmal- login einlog- freischalt-
            authentif- authentisier- zwei-faktor auszahl- uberweis-
        """,
        confirmations="bestatig- gultig registrier- zurucksetz- aktivier- identi- freigabe- zugang- zugriff-",
        requests="geben gib eingeben verwenden verwende nutzen nutze benutzen tippen kopieren einfugen",
        verdicts="ist lautet lauten",
        numbers="""
            bestell- auftrag- rechnung- kunden- vorgang- akten- ticket- sendung- konto- vertrag- telefon-
            tel fax rufnummer hotline durchwahl version zimmer flug- buchung- mitglied- steuer- ust hrb hrb-
            plz postfach jahr referenz- artikel- beleg- versicherung- geschaft- personal- serien-
        """,
        shopping="""
            warenkorb rabatt gutschein einkauf sparen bestellung kasse angebot flug hotel buchung aufenthalt
            anreise abreise passagier reservierung
        """,
        units="euro punkte km kg minuten sekunden stunden tage jahre nutzer kunden mitarbeiter uhr",
        months="januar februar marz april mai juni juli august september oktober november dezember",
    ),
    "es": CodeWords(
        codes="codigo codigos pin otp",
        passwords="contrasena token numero clave",
        other_codes="""
            postal promocional promocion descuento cupon regalo barras error referido producto cliente
            pedido reserva seguimiento pais area fuente civil penal fiscal swift color qr vestimenta
        """,
        proofs="temporal solo unico unica verific- segur- acceso acceder iniciar inicio sesion autentic- autoriz-",
        confirmations="""
            confirm- unico unica activ- identidad caduca valido expira restablec- registro
            validacion
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
        shopping="""
            carrito descuento oferta compra ahorra tienda vuelo hotel reserva estancia huespedes pasajero
            embarque
        """,
        units="euros puntos km kg minutos segundos horas dias anos usuarios clientes personas pesos",
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "it": CodeWords(
        codes="codice codici pin otp",
        passwords="password token numero chiave",
        other_codes="""
            sconto promozionale promo fiscale postale avviamento barre errore cliente prodotto prenotazione
            ordine tracciamento spedizione civile penale sorgente colore iban swift univoco destinatario
            regalo amico qr
        """,
        proofs="temporaneo unico verific- sicur- access- autentic- autorizz- monouso usa-e-getta login",
        confirmations="conferm- attiv- identita scade valido ripristin- reimpost- registrazione",
        requests="inserisci inserire inserisca usa usare utilizza utilizzare digita digitare copia immetti",
        verdicts="e sono",
        numbers="""
            ordine fattura riferimento rif cliente conto contratto telefono tel chiama cellulare
            prenotazione volo camera spedizione ticket iva p.iva versione pagina anno pratica polizza
        """,
        shopping="""
            cassa
            carrello sconto offerta acquisto risparmia negozio volo hotel prenotazione soggiorno ospiti
            passeggero imbarco
        """,
        units="euro punti km kg minuti secondi ore giorni anni utenti clienti persone",
        months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    "pt": CodeWords(
        codes="codigo codigos pin otp",
        passwords="senha palavra-passe token numero chave",
        other_codes="""
            postal promocional desconto cupom barras erro cliente produto reserva encomenda pedido rastreio
            rastreamento pais area fonte civil penal fiscal cor qr indicacao
        """,
        proofs="temporario unico unica verific- seguranca acesso acessar iniciar sessao autentic- autoriz- login",
        confirmations="confirm- unico unica uso ativ- identidade expira valido redefin- cadastro entrar",
        requests="digite insira introduza use utilize usar informe copie escreva",
        verdicts="e sao",
        numbers="""
            pedido encomenda fatura referencia ref cliente conta contrato telefone tel ligue telemovel
            celular reserva voo quarto envio rastreio nif cpf cnpj versao pagina ano protocolo chamado
        """,
        shopping="""
            carrinho desconto oferta compra economize loja voo hotel reserva estadia hospedes passageiro
            embarque
        """,
        units="euros reais pontos km kg minutos segundos horas dias anos usuarios clientes pessoas",
        months="janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "nl": CodeWords(
        codes="code codes -code -codes pincode pin otp",
        passwords="wachtwoord token nummer",
        other_codes="""
            korting- kortings- actie- promo- cadeau- waarde- post- postcode bar- streep- fout- boeking-
            reservering- landen- land- track trace tracking klant- product- artikel- bestel- qr-
        """,
        proofs="""
            verific- beveilig- veilig- inlog- aanmeld- anzumeld- einzulogg- freizuschalt- login eenmalig-
            authentic- tweestaps-
        """,
        confirmations="bevestig- toegang- activ- activer- identit- geldig registr- herstel- verloopt",
        requests="voer vul gebruik typ kopieer invoeren gebruiken",
        verdicts="is luidt",
        numbers="""
            bestelling bestelnummer order- ordernummer factuur- klant- referentie- zaak- ticket- rekening-
            contract- telefoon- tel bel mobiel zending- pakket- boeking- vlucht kamer kvk btw versie pagina
            jaar polis- dossier-
        """,
        shopping="""
            kassa
            winkelwagen korting aanbieding bespaar bestelling winkel vlucht hotel boeking verblijf gasten
            passagier reservering
        """,
        units="euro punten km kg minuten seconden uur dagen jaar gebruikers klanten mensen",
        months="januari februari maart april mei juni juli augustus september oktober november december",
    ),
    "pl": CodeWords(
        codes="kod kodu kodem kody kodow pin otp",
        passwords="haslo hasla haslem token numer",
        other_codes="""
            rabatowy rabatowego promocyjny promocyjnego pocztowy pocztowego kreskowy bledu produktu klienta
            zamowienia rezerwacji zrodlowy kraju podarunkowy znizkowy qr cywilny karny kierunkowy swift
        """,
        proofs="tymczasow- weryfik- bezpiecz- logow- zalog- jednoraz- uwierzytel- autoryz- sms",
        confirmations="potwierdz- dostep- aktyw- tozsamosc- wazny rejestr- reset- wygas-",
        requests="wpisz uzyj wprowadz podaj skopiuj wprowadzic wpisac uzyc przepisz",
        verdicts="to jest",
        numbers="""
            zamowien- faktur- referenc- klient- konto konta umow- telefon- tel zadzwon komork- rezerwacj-
            lot- pokoj- przesylk- paczk- zgloszen- nip regon krs wersja strona rok roku sprawa sprawy polis-
        """,
        shopping="koszyk rabat znizka oferta zakupy promocja sklep lot hotel rezerwacja pobyt goscie pasazer",
        units="zl pln punktow km kg minut sekund godzin dni uzytkownikow klientow osob r roku",
        months="stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    ),
    "sv-da-no": CodeWords(
        codes="kod koden koder kode -kod -koden -kode pinkod pin otp",
        passwords="losenord -losenord adgangskode passord -passord token nummer nyckel nogle nokkel",
        other_codes="""
            rabatt- rabat- kampanj- kampagne- kupong- presentkort- gave- post- streck- strek- streg- fel-
            feil- fejl- boknings- bookings- bestillings- bestallnings- ordre- order- lands- kund- kunde-
            produkt- varu- vare- sparings- sporings- qr- reservations-
        """,
        proofs="""
            verif- sakerhet- sikkerhed- sikkerhet- inlogg- logga logg- logind- login engang- engangs-
            autent- godkend- tofaktor- tvastegs-
        """,
        confirmations="""
            bekraft- bekreft- bakraft- bekraeft- atkomst- adgang- tilgang- aktiver- identi- giltig gyldig
            registrer- aterstall- nulstil- tilbakestill- utloper upphor udlober
        """,
        requests="ange anvand skriv mata indtast brug bruk tast angi oppgi kopiera kopier",
        verdicts="ar er lyder",
        numbers="""
            order- ordre- faktura- kund- kunde- referens- referanse- reference- arende- sag- sak- konto-
            avtal- telefon- tlf tel ring mobil- bokning- booking- flyg- rum paket- pakke- forsendelse- orgnr
            org cvr version sida side bestallning- bestilling- ordrenr ordernr
        """,
        shopping="""
            kassan kassen kasse
            varukorg kurv handlekurv rabatt rabat erbjudande tilbud spara spar butik flyg hotell bokning
            bestilling ophold vistelse gaster passager
        """,
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
        proofs="turva- kirjautu- kertakaytto- tunnist- todenn- varmenn- varmist- kaksivaihe-",
        confirmations="vahvist- aktivoint- paasy- voimassa vanhenee rekisteroi- palaut-",
        requests="syota kayta anna kirjoita kopioi syottamalla nappaile",
        verdicts="on",
        numbers="""
            tilaus- lasku- viite- asiakas- tili- sopimus- puhelin- puh soita varaus- lento- huone- lahetys-
            paketti- seuranta- ytunnus y-tunnus versio sivu tapaus-
        """,
        shopping="ostoskori alennus tarjous saasta kauppa lento hotelli varaus vieraat matkustaja",
        units="eur euroa pistetta km kg minuuttia sekuntia tuntia paivaa vuotta kayttajaa asiakasta",
        months="""
            tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta
            lokakuuta marraskuuta joulukuuta
        """,
    ),
    "cs": CodeWords(
        codes="kod kodu kodem kody pin otp",
        passwords="heslo hesla heslem token cislo",
        other_codes="""
            slevovy slevoveho slevovym postovni carovy chybovy produktu zakaznicky zakaznika objednavky
            rezervacni darkovy promo zdrojovy zeme qr akcni swift
        """,
        proofs="docasn- over- bezpecn- prihlas- jednoraz- autent- autoriz-",
        confirmations="potvrz- potvrd- pristup- aktiv- totoznost- plat- registr- obnov- vyprs-",
        requests="zadejte zadej pouzijte pouzij vlozte opiste zkopirujte zadat",
        verdicts="je zni",
        numbers="""
            objednavk- faktur- referenc- zakazni- ucet uctu smlouv- telefon- tel volejte mobil- rezervac-
            pokoj zasilk- balik- ico dic verze strana rok roku psc variabilni symbol pripad-
        """,
        shopping="kosik sleva slevu nabidka nakup akce obchod let hotel rezervace pobyt hoste cestujici",
        units="kc czk bodu km kg minut sekund hodin dni let uzivatelu zakazniku lidi",
        months="ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
    ),
    "ro": CodeWords(
        codes="cod codul codului coduri pin otp",
        passwords="parola token numarul",
        other_codes="""
            postal promotional reducere discount voucher cupon bare eroare client produs rezervare comanda
            fiscal sursa tara cadou qr swift numeric personal awb
        """,
        proofs="temporar- folosinta verific- securit- sigurant- autentific- conect- autoriz- logare",
        confirmations="confirm- acces- unica folosinta activ- identit- valabil expira resetar- inregistr-",
        requests="introdu introduceti introduce foloseste folositi utilizati tastati copiati utilizeaza scrie",
        verdicts="este e",
        numbers="""
            comanda comenzii factura facturii referinta client cont contului contract telefon tel sunati
            mobil rezervare zbor camera colet awb cui versiune pagina anul dosar
        """,
        shopping="cos reducere oferta cumparaturi economiseste magazin zbor hotel rezervare sejur pasager",
        units="lei ron puncte km kg minute secunde ore zile ani utilizatori clienti persoane",
        months="ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    ),
    "hu": CodeWords(
        codes="kod kodja kodjat kodod kododat kodot koddal kodjaval -kod -kodja -kodod -kodot pin otp",
        passwords="jelszo jelszava jelszavad token szam",
        other_codes="""
            kedvezmeny- kupon- promocios akcios iranyito- vonal- hiba- termek- foglalas- foglalasi rendeles-
            ugyfel- nyomkoveto ajandek- orszag- qr
        """,
        proofs="ideiglenes ellenorz- biztonsag- bejelentkez- belep- egyszer- hitelesit-",
        confirmations="""
            megerosit- azonosit- aktival- hozzafer- ervenyes jovahagy- regisztr- visszaallit-
            lejar
        """,
        requests="irja ird adja add hasznalja hasznald masolja usse megadasaval",
        verdicts="a",
        numbers="""
            rendeles- szamla- hivatkozas- ugyfel- szerzodes- telefon- tel hivja mobil- foglalas- jarat szoba
            csomag- azonosito verzio oldal ev adoszam cegjegyzek ugy-
        """,
        shopping="kosar kedvezmeny ajanlat vasarlas akcio bolt jarat szalloda foglalas vendeg utas",
        units="ft huf forint pont km kg perc percig masodperc ora nap ev felhasznalo ugyfel",
        months="januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
    ),
    "el": CodeWords(
        codes="κωδικοσ κωδικο κωδικου κωδικοι κωδικουσ κωδικων pin otp",
        passwords="συνθηματικο αριθμοσ",
        other_codes="""
            ταχυδρομικοσ ταχυδρομικο ταχυδρομικου εκπτωτικοσ εκπτωτικο προσφορασ εκπτωσησ προιοντοσ πελατη
            παραγγελιασ κρατησησ σφαλματοσ χωρασ δωρου κουπονιου
        """,
        proofs="προσωριν- επαληθευσ- ασφαλει- συνδεσ- εισοδ- μιασ χρησησ ταυτοποιησ-",
        confirmations="επιβεβαι- ενεργοποι- προσβασ- ταυτοτητ- ισχυ- εγγραφ- επαναφορ- ληγει",
        requests="εισαγετε χρησιμοποιηστε πληκτρολογηστε αντιγραψτε εισαγαγετε γραψτε καταχωρηστε χρησιμοποιησε",
        verdicts="ειναι",
        numbers="""
            παραγγελι- τιμολογι- αναφορασ πελατη λογαριασμ- συμβολαι- τηλεφων- τηλ καλεστε κινητο κρατησ-
            πτηση δωματιο δεμα αποστολ- αφμ εκδοση σελιδα ετοσ υποθεσ-
        """,
        shopping="καλαθι εκπτωση προσφορα αγορα καταστημα πτηση ξενοδοχειο κρατηση διαμονη επιβατησ",
        units="ευρω ποντοι ποντουσ χλμ λεπτα δευτερολεπτα ωρεσ ημερεσ ετη χρηστεσ πελατεσ ατομα",
        months="""
            ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου
            νοεμβριου δεκεμβριου
        """,
    ),
}
