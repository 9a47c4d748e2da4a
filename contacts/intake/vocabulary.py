"""The words that column headings are made of, in English, German, French, Spanish, Dutch and Italian; in Russian those
for who somebody is.

Phrases stand as `leadflow.lib.text.folded` leaves them: lower case, no accents, no punctuation.
"""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


HEADINGS: dict[str, frozenset[str]] = {
    field: _phrases(text)
    for field, text in {
        "email": """
            email, e mail, mail, email address, e mail address, mail address, email addresses, emailaddress, email id,
            work email, business email, company email, primary email, corporate email, professional email,
            emailadresse, e mail adresse, mailadresse, mail adresse, geschaftliche e mail, adresse e mail, adresse
            email, adresse mail, adresse electronique, courriel, mel, correo, correo electronico, direccion de correo,
            direccion de correo electronico, direccion de email, e mail adres, emailadres, e mailadres, mailadres,
            indirizzo email, indirizzo e mail, indirizzo mail, posta elettronica, indirizzo di posta elettronica,
            почта, эл почта, электронная почта, адрес электронной почты""",
        "email_2": """
            secondary email, second email, other email, alternate email, alternative email, additional email,
            additional emails, personal email, private email, other emails, weitere e mail, zweite e mail,
            private e mail, autre email, email secondaire, otro correo, correo secundario, tweede e mail,
            email secondaria""",
        "first_name": """
            first name, firstname, given name, givenname, forename, first, fname, christian name, name first,
            first names, given names, vorname, vornamen, prenom, prenoms, primer nombre, nombres, voornaam, roepnaam,
            имя""",
        "middle_name": """
            middle name, middlename, second name, zweiter vorname, deuxieme prenom, segundo nombre, tussenvoegsel""",
        "last_name": """
            last name, lastname, surname, family name, familyname, last, lname, name last, last names, nachname,
            familienname, zuname, nom de famille, apellido, apellidos, primer apellido, achternaam, familienaam,
            cognome, фамилия""",
        # With a first or a last name beside it, such a column is the other half: see columns.py.
        "full_name": """
            full name, fullname, name, contact name, contact, person, person name, attendee, attendee name,
            participant, participant name, registrant, registrant name, guest name, invitee name, lead name, your
            name, member name, customer name, visitor, visitor name, delegate, vollstandiger name, teilnehmer,
            teilnehmername, name des teilnehmers, ansprechpartner, kontakt, kontaktname, nom, nom complet, nom et
            prenom, prenom et nom, nom prenom, prenom nom, interlocuteur, nombre, nombre completo, nombre y apellidos,
            nombre y apellido, asistente, contacto, naam, volledige naam, deelnemer, contactpersoon, nome, nome
            completo, nome e cognome, cognome e nome, partecipante, nominativo, referente, contatto, display name,
            name original name, фио, имя и фамилия, фамилия и имя""",
        "display_name": "user name, username, user name original name, nickname, screen name, spitzname",
        "prefix": """
            salutation, name prefix, prefix, honorific, courtesy title, anrede, akademischer titel, civilite,
            tratamiento, aanhef, titolo""",
        "company": """
            company, company name, companyname, organization, organisation, organization name, organisation name,
            company organization, company organisation, organization company, employer, firm, account, account name,
            company account, business, business name, institution, workplace, current company, affiliation, firma,
            firmenname, unternehmen, unternehmensname, arbeitgeber, organisation firma, societe, nom de la societe,
            entreprise, nom de l entreprise, raison sociale, organisme, employeur, empresa, nombre de la empresa,
            compania, organizacion, empleador, bedrijf, bedrijfsnaam, organisatie, werkgever, azienda,
            nome azienda, societa, ditta, ragione sociale, organizzazione, компания, организация, фирма""",
        "title": """
            title, job title, jobtitle, job, position, function, job function, job role, occupation, designation,
            organization title, role title, position title, professional title, berufsbezeichnung,
            stellenbezeichnung, jobtitel, stelle, funktion, berufliche position, beruf, poste, fonction,
            intitule du poste, intitule de poste, titre, titre du poste, profession, metier, cargo, puesto,
            puesto de trabajo, ocupacion, profesion, functie, functietitel, functienaam, beroep, qualifica,
            posizione, mansione, ruolo aziendale, professione, titolo professionale, должность""",
        "role": "role, attendee role, participant role, rolle, rol, ruolo",
        "phone": """
            phone, phone number, phonenumber, telephone, telephone number, tel, tel no, tel nr, mobile, mobile phone,
            mobile number, mobile phone number, cell, cell phone, cellphone, cell number, work phone, work phone
            number, business phone, direct phone, direct dial, contact number, contact phone, text reminder number,
            whatsapp, whatsapp number, telefon, telefonnummer, telefonnr, rufnummer, handy, handynummer, mobil,
            mobiltelefon, mobilnummer, mobilfunknummer, telefon geschaftlich, telephone mobile, numero de telephone,
            telephone professionnel, portable, mobile professionnel, gsm, telefono, numero de telefono, movil,
            celular, telefono movil, telefoon, telefoonnummer, mobiel, mobiel nummer, cellulare, numero di telefono,
            telefono cellulare, recapito telefonico, телефон, мобильный телефон, номер телефона""",
        "company_phone": "company phone, corporate phone, office phone, switchboard, hq phone, zentrale, standard",
        "linkedin": """
            linkedin, linkedin url, linkedin profile, linkedin profile url, person linkedin url, linkedin link,
            contact linkedin url, profile url, linkedin profil, profil linkedin, perfil de linkedin,
            profilo linkedin, linkedin profiel""",
        "website": """
            website, web site, company website, url, homepage, web page, domain, company domain, company domain name,
            website url, webseite, internetseite, site web, site internet, sitio web, pagina web, sito web, sito""",
        "industry": """
            industry, company industry, sector, business sector, line of business, branche, wirtschaftszweig,
            secteur, secteur d activite, industria, sector de actividad, bedrijfstak, settore,
            settore di attivita""",
        "employees": """
            employees, number of employees, no of employees, no employees, employee count, company size, size of
            company, headcount, organization size, mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter, anzahl der
            mitarbeiter, unternehmensgrosse, effectif, effectifs, nombre d employes, nombre de salaries, taille de l
            entreprise, numero de empleados, empleados, tamano de la empresa, aantal medewerkers, aantal werknemers,
            bedrijfsgrootte, dipendenti, numero dipendenti, numero di dipendenti, dimensione azienda""",
        "country": """
            country, country region, country region name, country name, country code, nation, home country,
            person country, cc, land, staat, pays, pays region, pais, pais region, paese, nazione""",
        "city": """
            city, town, city town, home city, location city, ort, stadt, wohnort, ville, commune, ciudad, localidad,
            poblacion, stad, plaats, woonplaats, citta, comune, localita""",
        "region": """
            state, province, region, state province, state region, home state, bundesland, kanton, departement,
            provincia, comunidad autonoma, provincie, regione, regio, estado provincia""",
        "postcode": """
            zip, zip code, zipcode, postal code, postcode, home zip, plz, postleitzahl, code postal, codigo postal,
            cap""",
        "address": """
            address, street, street address, address line 1, home address 1, mailing address, address street,
            strasse, anschrift, adresse, rue, direccion, calle, adres, straat, indirizzo, via""",
        "attendance": """
            attended, attendance, attendance status, attendee status, member status, participation, participation
            status, registration status, check in, checked in, check in status, present, status, rsvp, rsvp status,
            showed up, did attend, teilgenommen, teilnahme, teilnahmestatus, anwesend, anwesenheit, a participe,
            statut, statut de participation, statut du participant, presence, participe, asistio, asistencia, estado,
            estado de asistencia, estado de la asistencia, ha asistido, aanwezig, aanwezigheid, deelgenomen, deelname,
            ha partecipato, partecipato, presenza, stato, stato partecipazione, stato di partecipazione""",
        "approval": """
            approval status, approval, registration approval, genehmigungsstatus, freigabestatus,
            statut d approbation, estado de aprobacion, goedkeuringsstatus, stato approvazione,
            stato di approvazione""",
        "cancelled": """
            canceled, cancelled, is cancelled, storniert, abgesagt, annule, cancelado, geannuleerd, annullato""",
        "unsubscribed": """
            unsubscribed, opted out, opt out, email opt out, opted out of email, has opted out of email,
            do not contact, do not email, do not call, marketing opt out, unsubscribe, email status marketing,
            subscription status, abgemeldet, abbestellt, nicht kontaktieren, werbesperre, desabonne, desinscrit,
            ne pas contacter, dado de baja, baja, no contactar, uitgeschreven, afgemeld, niet benaderen,
            niet contacteren, disiscritto, disiscrizione, non contattare""",
        "consent": """
            consent, marketing consent, email consent, gdpr consent, opt in, opted in, newsletter opt in, subscribed,
            invitee accepted marketing emails, accepts marketing, einwilligung, werbeeinwilligung, newsletter
            einwilligung, consentement, consentimiento, toestemming, consenso, consenso marketing""",
        "registered_at": """
            registration time, registration date, registration date time, registered, registered at, registered on,
            registration, date registered, time registered, order date, order time, sign up date, signup date, booking
            date, anmeldezeit, anmeldezeitpunkt, anmeldedatum, angemeldet am, registriert am, registrierungszeit,
            registrierungsdatum, buchungsdatum, date d inscription, heure d inscription, inscrit le, date de commande,
            fecha de registro, fecha de inscripcion, hora de registro, hora de inscripcion, fecha de pedido,
            registratiedatum, registratietijd, inschrijfdatum, aanmelddatum, data di iscrizione, data iscrizione, data
            registrazione, data di registrazione, ora di registrazione""",
        "joined_at": """
            join time, joined, joined at, first join, first joined, first join time, time joined, entry time, check in
            time, check in date, checked in at, checkin time, arrival time, beitrittszeit, beitrittszeitpunkt,
            beigetreten, beigetreten am, erster beitritt, teilnahmebeginn, eingecheckt am, heure d arrivee, heure de
            connexion, heure d entree, premiere connexion, arrivee, hora de entrada, hora de ingreso, hora de union,
            primera union, hora de conexion, tijdstip van deelname, deelnametijd, eerste deelname, inchecktijd,
            aankomsttijd, ora di ingresso, ora di accesso, ora di partecipazione, primo accesso, ora di entrata""",
        "left_at": """
            leave time, left, left at, last leave, last left, last leave time, time left, exit time, departure time,
            verlassen, verlassen um, zeitpunkt des verlassens, austrittszeit, letztes verlassen, teilnahmeende,
            heure de depart, heure de deconnexion, heure de sortie, derniere sortie, depart, hora de salida,
            ultima salida, hora de desconexion, tijdstip van verlaten, vertrektijd, laatste vertrek, ora di uscita,
            ultima uscita, ora di abbandono""",
        "minutes": """
            time in session, time in session minutes, duration, duration minutes, in meeting duration, attendance
            duration, minutes, minutes attended, attended minutes, time attended, total time, watch time, viewing
            time, time viewed, total attendance duration, dauer, dauer minuten, teilnahmedauer, verweildauer,
            anwesenheitsdauer, duree, duree minutes, duree de participation, temps passe, duracion, duracion minutos,
            tiempo en sesion, tiempo de asistencia, duur, duur minuten, deelnameduur, durata, durata minuti, tempo di
            partecipazione""",
        "stays": "join time leave time time in session, join leave times, sessions attended",
        "scanned_at": """
            scan date, scan time, scan date time, scanned at, scanned, scanned on, scan datetime, scan timestamp,
            capture date, capture time, captured at, captured on, capture date time, lead captured, badge scanned,
            visit date, visit time, scandatum, scanzeit, gescannt am, erfasst am, besuchsdatum, date du scan,
            date de scan, scanne le, fecha de escaneo, escaneado el, fecha de visita, gescand op, data scansione,
            data di scansione, data visita""",
        "connected_at": """
            connected on, connected at, connected, connection date, verbunden am, vernetzt am, connecte le,
            date de connexion, conectado el, verbonden op, collegato il, connesso il""",
        "clicked_at": """
            clicked at, click time, click date, clicked on, clicked, last click, first click, geklickt am, klickdatum,
            clique le, date du clic, fecha de clic, geklikt op, cliccato il, data clic""",
        "downloaded_at": """
            downloaded at, download date, download time, downloaded on, downloaded, heruntergeladen am, downloaddatum,
            telecharge le, date de telechargement, fecha de descarga, gedownload op, scaricato il, data download""",
        "visited_at": "visited at, last visit, visit started at, page viewed at, besucht am, visite le",
        "occurred_at": """
            date, time, date time, datetime, timestamp, time stamp, submitted, submitted at, submitted on, submit
            date, submission date, submission time, date submitted, entry date, completion time, response date,
            response time, date of contact, activity date, created time, event created date time, last modified time,
            datum, zeit, uhrzeit, zeitstempel, absendedatum, gesendet am, abgesendet am, eingangsdatum, horodateur,
            date heure, date et heure, date de soumission, envoye le, fecha, hora, marca temporal, fecha y hora, fecha
            de envio, tijd, tijdstempel, verzonden op, datum en tijd, data, ora, data e ora, informazioni
            cronologiche, data invio, inviato il""",
        "created_at": """
            create date, created, created at, created on, created date, date created, creation date, date added,
            added on, added, confirm time, erstellt, erstellt am, erstelldatum, erstellungsdatum, angelegt am,
            hinzugefugt am, cree le, date de creation, ajoute le, creado, creado el, fecha de creacion, agregado el,
            aangemaakt, aangemaakt op, aanmaakdatum, toegevoegd op, creato il, data creazione, data di creazione,
            aggiunto il""",
        "event_name": """
            event, event name, event title, event type name, webinar, webinar name, webinar title, campaign,
            campaign name, session, session name, topic, asset, asset name, content, content title, ebook,
            white paper, whitepaper, document, document name, download name, newsletter, issue, form, form name,
            fair, trade show, show, exhibition, veranstaltung, veranstaltungsname, messe, kampagne, thema, formular,
            evenement, nom de l evenement, campagne, salon, formulaire, evento, nombre del evento, campana, feria,
            formulario, evenement naam, beurs, campagne naam, formulier, nome evento, campagna, fiera, modulo""",
        "kind": """
            interaction, interaction type, activity, activity type, touch, touchpoint, engagement, engagement type,
            action, lead type, type of interaction, what they did, interaktion, aktivitat, interaktionsart, activite,
            interaccion, actividad, tipo de actividad, interactie, activiteit, interazione, attivita""",
        "notes": """
            notes, note, comments, comment, remarks, remark, notes qualifiers, qualifiers, message, your message,
            description, meeting notes, lead notes, booth notes, memo, how can we help you, how can we help,
            cancellation reason, notizen, notiz, bemerkungen, bemerkung, anmerkungen, anmerkung, kommentar,
            kommentare, nachricht, ihre nachricht, commentaire, commentaires, remarque, remarques, votre message,
            notas, nota, comentario, comentarios, observaciones, mensaje, opmerking, opmerkingen, notities,
            bericht, uw bericht, commenti, commento, osservazioni, messaggio, annotazioni""",
        "questions": """
            questions, questions asked, questions asked by attendee, q a, questions comments, fragen,
            gestellte fragen, questions posees, preguntas, preguntas realizadas, vragen, gestelde vragen, domande,
            domande poste""",
        "rating": """
            interest rating, rating, score, lead score, lead rating, temperature, lead temperature, priority, hot warm
            cold, bewertung, priorite, prioridad, beoordeling, punteggio""",
        "ticket": """
            ticket, ticket type, ticket name, ticketart, tickettyp, type de billet, tipo de entrada, soort ticket""",
        "source": """
            source, lead source, source name, utm source, original source, original traffic source, how did you hear
            about us, how did you hear about this event, platform, channel, quelle, leadquelle, herkunft, origine,
            origen, fuente, bron, herkomst, fonte""",
        "tags": """
            tags, tag, labels, label, lists, list, groups, group, categories, segments, schlagworte, etiquettes,
            etiquetas""",
        "owner": """
            owner, contact owner, lead owner, account owner, sales rep, sales owner, assigned to, assigned rep,
            account manager, owner name, owner email, scanned by, captured by, zustandig, besitzer, verantwortlich,
            betreuer, proprietaire, responsable, propietario, eigenaar, proprietario, assegnato a""",
        "lead_status": "lead status, status reason, leadstatus, deal status",
        "stage": "stage, lifecycle stage, lead stage, phase, etapa, fase",
        "external_id": """
            id, no, record id, contact id, lead id, badge id, badge number, badge, entry id, response id, person id,
            apollo contact id, euid, kontakt id, external id, nummer, registrant id, order, order id, order no""",
    }.items()
}

# What may stand before a heading without changing it: "Attendee email", "Contact phone".
BEARERS = _phrases(
    """
    contact, lead, attendee, participant, registrant, invitee, delegate, visitor, person, member, customer,
    respondent, your, my, work, business, primary, professional, home, personal, current, main, the, teilnehmer,
    kontakt, ihre, ihr, participant, invite, votre, vos, asistente, contacto, su, deelnemer, uw, partecipante,
    address"""
)
# The person meant may be the one who made the list: taken only where nobody else is named.
KEEPERS = _phrases("user, account, profile")

# A heading with one of these words is not about the address, name or firm itself.
ASIDES = _phrases(
    """
    status, opt, opted, owner, source, confidence, label, verified, verification, catch, count, sent, opened, opens,
    clicked, clicks, bounced, bounce, marketing, consent, accept, accepted, agree, guest, guests, domain, id, ids,
    host, type, format, preference, preferences, language, campaign, subject, template, by, rating, quality, valid,
    reason, hash, phonetic, size, revenue, newsletter, associated, previous, former"""
)

# Headings that are whole questions: one of these inside is enough, if no aside stands beside it.
INSIDE: dict[str, tuple[str, ...]] = {
    "email": ("email", "e mail", "mail address", "courriel", "correo electronico", "mailadresse", "mailadres"),
    "first_name": ("first name", "given name", "vorname", "prenom", "voornaam"),
    "last_name": (
        "last name",
        "surname",
        "family name",
        "nachname",
        "nom de famille",
        "apellidos",
        "achternaam",
        "cognome",
    ),
    "full_name": (
        "full name",
        "your name",
        "whole name",
        "vollstandiger name",
        "nom complet",
        "nombre completo",
        "volledige naam",
        "nome completo",
    ),
    "company": (
        "where do you work",
        "company name",
        "which company",
        "what company",
        "name of your company",
        "your company",
        "your organization",
        "your organisation",
        "welchem unternehmen",
        "quelle entreprise",
        "que empresa",
        "welk bedrijf",
        "quale azienda",
    ),
    "title": (
        "job title",
        "your role at",
        "your position",
        "ihre position",
        "votre fonction",
        "su cargo",
        "uw functie",
        "il tuo ruolo",
    ),
    "phone": (
        "phone number",
        "mobile number",
        "your phone",
        "telefonnummer",
        "numero de telephone",
        "numero de telefono",
        "telefoonnummer",
        "numero di telefono",
    ),
    "country": ("which country", "your country", "welchem land", "quel pays", "que pais", "welk land", "quale paese"),
}
