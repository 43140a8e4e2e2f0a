"""What words of a message are about, in the languages of its readers: classes of words, without accents. Data.

A further language is more words in these lists.
"""

from typing import Final

CLASSES: Final = {
    # To do something about an account.
    "verify": """
        verify verifying verification confirm confirming confirmation validate validation revalidate update updating
        authenticate acknowledge release reactivate reactivation unlock unblock restore recover resolve review
        re-validate reconfirm sign-in
        login log-in signin enter submit provide upgrade renew secure retain keep verifier verifiez verification
        confirmer confirmez valider validez actualiser actualisez mettre mettez renseigner renseignez completer
        completez debloquer debloquez reactiver reactivez restaurer regulariser regularisez identifier identifiez
        connectez connecter renouveler renouvelez bestatigen bestatigung verifizieren verifizierung aktualisieren
        aktualisierung uberprufen anmelden einloggen freischalten entsperren verificar verifique confirmar confirme
        actualizar actualice validar valide iniciar desbloquear reactivar verificare verifica confermare conferma
        aggiornare aggiorna accedere accedi sbloccare bevestigen bevestig verifieren controleren bijwerken inloggen
        verifique atualizar atualize
    """,
    # What belongs to somebody.
    "account": """
        account accounts acount mailbox e-mail email webmail inbox profile identity wallet card membership
        subscription
        online-banking banking password passwords passcode pin credentials billing payment information details data
        records login compte comptes boite messagerie profil identite carte abonnement coordonnees donnees
        informations
        identifiants identifiant motdepasse passe bancaire bancaires facturation paiement vitale konto kontos
        benutzerkonto postfach profil identitat karte passwort kennwort zugangsdaten daten kontodaten zahlungsdaten
        zahlungsinformationen cuenta buzon contrasena tarjeta datos identidad perfil clave conto utente
        casella profilo
        carta dati identita rekening wachtwoord gegevens pas conta senha cartao dados
    """,
    # What may happen to it.
    "loss": """
        suspend suspended suspension suspending limited limitation restricted restriction locked lock-out disabled
        disable deactivated deactivate deactivation terminated terminate termination closed closure blocked expire
        expires expired expiring expiration cancelled canceled hold unauthorized unauthorised unusual suspicious
        compromised deleted deletion lose loss withheld failed declined interruption suspendu suspendue suspension
        limite bloque bloquee blocage restreint desactive desactivee desactivation ferme fermeture expire expirera
        resilie resiliation supprime suppression inhabituelle suspecte frauduleuse refuse rejete echoue impaye perdre
        gesperrt sperrung gesperrt eingeschrankt deaktiviert abgelaufen lauft geschlossen geloscht verdachtige
        ungewohnliche unbefugte suspendida suspendido bloqueada bloqueado limitada desactivada vencida caducado
        cancelada inusual sospechosa sospeso sospesa bloccato bloccata limitato scaduto scadenza disattivato insolito
        geblokkeerd verlopen opgeschort beperkt suspensa bloqueada
    """,
    "urgent": """
        urgent urgently immediately immediate asap promptly instantly now final last warning alert attention deadline
        overdue urgente urgence immediatement rapidement delai dernier derniere rappel avertissement alerte relance
        sans-delai plus-tard dringend umgehend sofort letzte mahnung warnung frist unverzuglich urgente inmediatamente
        ultimo ultima aviso alerta plazo urgentemente subito immediatamente dringend onmiddellijk laatste urgente
        imediatamente
    """,
    "span": """
        hours hour hrs days day heures heure jours jour stunden tage horas dias ore giorni uur dagen
    """,
    "within": """
        within next before in less dans sous avant d'ici innerhalb binnen en entro dentro antes
    """,
    "click": """
        click clicking clic cliquez cliquer cliquant klick klicken klicke klicken clique haga pulse clicca
        cliccare klik
        link lien button bouton enlace taste knop below ci-dessous unten
    """,
    "mailbox": """
        mailbox quota storage webmail inbox mailserver full capacity exceeded limit gb pending undelivered incoming
        quarantined quarantine held capacite sature saturation stockage espace messagerie plein pleine saturee
        depasse postfach speicher voll speicherplatz
        buzon almacenamiento casella
    """,
    "parcel": """
        parcel package shipment delivery courier postal customs redelivery tracking shipping colis livraison livreur
        douane douaniers expedition affranchissement paket lieferung sendung zoll zustellung paquete envio entrega
        aduana pacco consegna spedizione pakket bezorging encomenda
    """,
    "fee": """
        fee fees charge unpaid frais payer regler reglement gebuhr gebuhren bezahlen tarifa gastos pagar spese pagare
        kosten euros eur usd refund remboursement ruckerstattung erstattung reembolso rimborso rebate
    """,
    # Money back, for who fills in a form.
    "refund": """
        refund rebate overpayment remboursement trop-percu regularisation ruckerstattung erstattung reembolso rimborso
        devolucion
    """,
    "claim": """
        claim claims eligible entitled submit complete form fill request remplir remplissez formulaire beneficiez droit
        admissible eligible soumettre renseignez recevoir completez beantragen anspruch formular solicitar solicite
        formulario richiedere modulo
    """,
    "money": """
        million millions lottery winner won prize inheritance beneficiary compensation donation donate fund funds
        deposit jackpot grant heir transfer usd dollars bank-draft atm consignment loterie gagnant gagne heritage
        beneficiaire lotterie gewinner gewonnen erbschaft erbe spende loteria ganador premio herencia
        vincitore eredita
        bitcoin btc crypto profit invest
    """,
    "stranger": """
        barrister widow diplomat cancer attorney next-of-kin deceased late confidential confidentiality proposal
        transaction percent contact foreign country orphan humanitarian confidentielle veuve notaire defunt
        vertraulich
        witwe confidencial fallecido
    """,
    "extort": """
        bitcoin btc webcam camera recorded video masturbate masturbating masturbation porn pornographic
        hacked hacker malware trojan rat
        embarrass embarrassing contacts pirate piratage enregistre masturber masturbation masturbiert
        gehackt aufgenommen hackeado grabado
    """,
    # What somebody is asked to keep to himself, and to send.
    "secret": """
        confidential confidentially confidentiality discreet discretion secret urgent urgently today confidentiel
        confidentielle discret discrete discretion personne urgente rapidement vertraulich diskret dringend
        confidencial
        discreto riservato riservata
    """,
    "transfer": """
        wire transfer payment payments acquisition beneficiary swift iban rib virement virements paiement beneficiaire
        acquisition uberweisung zahlung transferencia bonifico pagamento
    """,
    # A charge that nobody made, and a number to call about it.
    "charge": """
        charged charge debited debit renewal renewed renewing renew subscription order purchase invoice payment plan
        amount preleve prelevement debite facture renouvellement renouvele abonnement commande achat montant abgebucht
        abonnement rechnung cargo suscripcion
    """,
    "undo": """
        cancel canceling cancellation cancelled refund refunded dispute unauthorized unauthorised authorize authorise
        authorized annuler annulation rembourser remboursement contester opposition stornieren erstattung cancelar
        reembolso
    """,
    "call": """
        call calling phone dial telephone helpline toll-free hotline helpdesk contact appelez appeler composez joindre
        telephone numero anrufen rufen llame llamar
    """,
    "favour": """
        gift giftcard giftcards itunes cards available quick task favor favour errand discreet discretion desk meeting
        reimburse coupons coupon transcash neosurf pcs paysafecard rembourse rembourserai deplacement entre
        carte-cadeau cartes cadeaux disponible service rapide tache gutschein gutscheine verfugbar aufgabe tarjetas
        regalo disponible
    """,
    "paychange": """
        bank iban rib account details beneficiary invoice remittance wire transfer change changed new banking routing
        payroll direct-deposit virement coordonnees bancaires facture changement nouveau nouvelles bankverbindung
        rechnung uberweisung geandert neue transferencia cambio factura bonifico cambiato fattura
    """,
    "document": """
        document documents docusign shared invoice statement fax voicemail voice-mail voice message remittance scan
        scanned attached contract signature sign e-signature received payment-advice secure encrypted partage facture
        piece-jointe signer messagerie vocale dokument rechnung freigegeben anhang sprachnachricht documento factura
        compartido adjunto fattura
    """,
    "greeting": """
        customer client user member owner valued subscriber beneficiary cher chere utilisateur abonne madame monsieur
        kunde kundin kunden nutzer cliente usuario estimado utente gentile klant winner friend beloved sir holder
        account-holder email
    """,
    "dear": """
        dear hello hi attention cher chere bonjour chers sehr lieber liebe geehrte geehrter hallo estimado estimada
        querido hola gentile caro beste geachte prezado
    """,
}
