"""Who came, who only registered, who took part as staff: the words for it in six languages."""

from collections.abc import Sequence

from contacts.intake.values import yes_or_no
from leadflow.lib.text import folded

ATTENDED, REGISTERED_ONLY = "attended", "registered_only"
PENDING, WAITLIST, INVITED = "pending", "waitlist", "invited"
DECLINED, CANCELLED, REFUNDED, DENIED = "declined", "cancelled", "refunded", "denied"

# Of several answers about one person, the first of these counts.
ORDER = (ATTENDED, REGISTERED_ONLY, PENDING, WAITLIST, INVITED, DECLINED, CANCELLED, REFUNDED, DENIED)
RANK: dict[str | None, int] = {None: len(ORDER), **{status: rank for rank, status in enumerate(ORDER)}}

_WORDS: dict[str, str] = {
    " ".join(phrase.split()): status
    for status, phrases in {
        ATTENDED: """
            attended, attendee, checked in, check in, present, joined, came, showed, showed up, show, participated,
            was there, responded attended, teilgenommen, anwesend, eingecheckt, erschienen, dabei, present e,
            a participe, participe, presente, enregistre, venu, asistio, ha asistido, asistido, asistente,
            registrado en sitio, participo, aanwezig, deelgenomen, ingecheckt, aanwezige, ha partecipato,
            partecipato, intervenuto, attended live, live, live attendee, attended on demand, on demand,
            on demand only, watched on demand, viewed on demand, live and on demand, live on demand, watched,
            watched live, viewed, stayed until end, stayed, left early, joined late, participant, in attendance,
            was present, checked in on site, erschien, war da, anwesender, live teilgenommen, teilgenommen live,
            hat teilgenommen, vor ort, a assiste, assiste, venue, presents, present sur place, vu en replay,
            ha asistido en directo, asistio en directo, conectado, acudio, bijgewoond, heeft deelgenomen,
            live bijgewoond, was aanwezig, ha assistito, ha partecipato live, presenti, check in effettuato,
            effettuato""",
        REGISTERED_ONLY: """
            registered, attending, going, accepted, confirmed, approved, booked, active, valid, rsvp, rsvp yes,
            registered only, no show, noshow, did not attend, not attended, absent, missed, did not join,
            registrant, angemeldet, registriert, bestatigt, zugesagt, genehmigt, nicht erschienen,
            nicht teilgenommen, abwesend, inscrit, inscrite, inscrit e, confirme, approuve, accepte, non present,
            n a pas participe, absente, inscrito, inscrita, registrado, registrada, confirmado, aprobado,
            no asistio, ausente, no presentado, ingeschreven, aangemeld, geregistreerd, bevestigd, goedgekeurd,
            niet aanwezig, afwezig, niet deelgenomen, niet verschenen, iscritto, iscritta, registrato, registrata,
            confermato, approvato, assente, non ha partecipato, non presentato, nimmt teil, wird teilnehmen,
            not checked in, not joined, never joined, missed event, noshow registrant, absentee, did not show,
            nicht eingecheckt, nicht anwesend, fehlte, no show registriert, participera, va participer, absent e,
            n est pas venu, n a pas assiste, no asistira confirmado, asistira, no acudio, no presentada, komt,
            niet gekomen, niet bijgewoond, heeft niet deelgenomen, niet ingecheckt, partecipera, non presente,
            non partecipato, assenti""",
        PENDING: """
            pending, awaiting approval, waiting for approval, pending approval, tentative, maybe, ausstehend, offen,
            wartet auf genehmigung, vielleicht, en attente, peut etre, pendiente, pendiente de aprobacion, quizas,
            in behandeling, in afwachting, misschien, in attesa, in sospeso, forse, in progress, unconfirmed,
            noch offen, nicht bestatigt, a confirmer, por confirmar, te bevestigen, da confermare""",
        WAITLIST: """
            waitlist, waitlisted, wait list, waiting list, on waitlist, on waiting list, warteliste, auf warteliste,
            liste d attente, sur liste d attente, lista de espera, en lista de espera, wachtlijst, op wachtlijst,
            lista d attesa, in lista d attesa""",
        INVITED: """
            invited, invitee, sent, emailed, no reply, not responded, no response, eingeladen, gesendet, invite,
            invitee e, envoye, sans reponse, invitado, invitada, enviado, sin respuesta, uitgenodigd, verzonden,
            geen reactie, invitato, invitata, inviato, nessuna risposta""",
        DECLINED: """
            declined, not attending, not going, rsvp no, regrets, abgelehnt, abgesagt, nimmt nicht teil, decline,
            ne participe pas, refuse, rechazado, declinado, no asistira, afgewezen door genodigde, neemt niet deel,
            rifiutato, declinato, non partecipa, nicht teilnehmend, kommt nicht, ne viendra pas, no participa,
            komt niet, non partecipera""",
        CANCELLED: """
            cancelled, canceled, cancelled by registrant, canceled by registrant, cancelled by host, self cancelled,
            cancelled by attendee, cancelled by user, deleted, removed, void, voided, storniert, geloscht, annule,
            annulee, supprime, cancelado, cancelada, anulado, eliminado, geannuleerd, verwijderd, annullato,
            annullata, cancellato, eliminato, cancelled registration, canceled registration, registration cancelled,
            abgemeldet vom event, stornierung, inscription annulee, desiste, inscripcion cancelada, baja del evento,
            annulering, afgezegd, iscrizione annullata, disdetto""",
        REFUNDED: """
            refunded, fully refunded, partially refunded, refund, erstattet, ruckerstattet, rembourse, remboursee,
            reembolsado, terugbetaald, rimborsato""",
        DENIED: """
            denied, rejected, refused, not approved, blocked, verweigert, nicht genehmigt, rejete, denegado,
            geweigerd, negato, not accepted, banned, removed by host, ausgeschlossen, refusee, no aprobado,
            niet goedgekeurd, non approvato""",
    }.items()
    for phrase in phrases.split(",")
}

_STAFF_ROLES = frozenset(
    """
    organizer organiser host cohost owner panelist staff moderator admin speaker
    organisator veranstalter gastgeber moderatorin referent referentin sprecher organisateur hote animateur
    intervenant organizador anfitrion ponente panelista gastheer spreker organizzatore relatore
    """.split()
) | {"co host", "co organizer", "alternative host", "co organizador", "mede organisator"}
_GUEST_ROLES = frozenset(
    """
    attendee participant guest presenter viewer audience teilnehmer teilnehmerin gast prasentator participante
    asistente invite presentateur presentador invitado deelnemer presentator partecipante ospite relatrice
    """.split()
)


def read(cell: str) -> str | None:
    """One of ORDER for what a cell says about somebody's attendance; None where it says nothing known."""
    answer = yes_or_no(cell)
    if answer is not None:
        return ATTENDED if answer else REGISTERED_ONLY
    return _WORDS.get(folded(cell))


def says_came(cell: str) -> bool:
    """Whether a cell says that somebody attended."""
    return read(cell) == ATTENDED


# A ticket, an address or an account may be so as well.
_SAYS_LITTLE = frozenset("active valid aktiv actif activo actief attivo gultig valide valido geldig".split())


def is_attendance(values: Sequence[str]) -> bool:
    """Whether most of a column's values speak of attendance, and not all of something that is merely active."""
    if all(folded(value) in _SAYS_LITTLE for value in values):
        return False
    return sum(read(value) is not None for value in values) * 10 >= len(values) * 6


def is_organiser(role: str) -> bool:
    """Whether the role at the event is one of those who held it."""
    return folded(role) in _STAFF_ROLES


def is_role_in_event(values: Sequence[str]) -> bool:
    """Whether a column called "Role" speaks of the event and not of the job."""
    known = sum(folded(value) in _STAFF_ROLES | _GUEST_ROLES for value in values)
    return known * 2 >= len(values)
