"""The words around column headings: what may stand beside one, what makes it speak of something else.

Phrases stand as `leadflow.lib.text.folded` leaves them: lower case, no accents, no punctuation.
"""


def phrases(text: str) -> frozenset[str]:
    """The phrases of a text that has a comma between them, each on one line."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


# What may stand before a heading without changing it: "Attendee email", "Contact phone".
BEARERS = phrases(
    """
    contact, lead, other, attendee, participant, registrant, invitee, delegate, visitor, person, member, customer,
    respondent, your, my, work, business, primary, professional, home, personal, current, main, the, teilnehmer,
    kontakt, ihre, ihr, of, mailing, billing, office, geschaftlich, beruflich, privat, dienstlich, professionnel,
    professionnelle, prive, bureau, profesional, trabajo, particular, zakelijk, werk, lavoro, ufficio, privato,
    invite, votre, vos, asistente, contacto, su, deelnemer, uw, partecipante, address"""
)
# The person meant may be the one who made the list: taken only where nobody else is named.
KEEPERS = phrases("user, account, profile")

# Where a list says so itself: the last name comes first in a column of whole names.
LAST_NAME_FIRST = phrases(
    """
    nachname vorname, name vorname, nachname und vorname, name und vorname, nom prenom, nom et prenom,
    noms et prenoms, cognome nome, cognome e nome, apellidos nombre, apellidos y nombre, naam voornaam,
    naam en voornaam, achternaam voornaam, last name first name, last first, surname first name, surname name,
    фамилия имя, фамилия и имя, фио"""
)

# A heading with one of these words is not about the address, name or firm itself.
ASIDES = phrases(
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
    "notes": (
        "comments",
        "bemerkung",
        "bemerkungen",
        "kommentar",
        "remarques",
        "commentaire",
        "commentaires",
        "observaciones",
        "comentarios",
        "opmerking",
        "opmerkingen",
        "osservazioni",
        "commenti",
        "talk about",
        "tell us",
        "your message",
        "ihre nachricht",
        "votre message",
        "su mensaje",
        "uw bericht",
        "il tuo messaggio",
    ),
    "country": ("which country", "your country", "welchem land", "quel pays", "que pais", "welk land", "quale paese"),
}

# A box to tick speaks of consent to mail if it names both: the agreement, and what is to come.
AGREEING = phrases(
    """
    agree to receive, agree to receiving, like to receive, want to receive, wish to receive, consent to receive,
    consent to receiving, happy to receive, keep me informed, keep me updated, mochte, erhalten, informiert werden,
    accepte de recevoir, souhaite recevoir, veux recevoir, acepto recibir, deseo recibir, quiero recibir, ontvangen,
    ontvang graag, acconsento a ricevere, accetto di ricevere, desidero ricevere, voglio ricevere"""
)
OF_MAIL = phrases(
    """
    email, emails, e mail, e mails, mail, mails, mailing, mailings, newsletter, newsletters, news, updates, marketing,
    communications, courriel, courriels, actualites, nouvelles, infolettre, correo, correos, boletin, comunicaciones,
    novedades, nieuwsbrief, nieuwsbrieven, nieuws, comunicazioni, novita, neuigkeiten"""
)
