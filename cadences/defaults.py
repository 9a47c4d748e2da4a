"""The follow-up every firm starts with (rules 7 and 15, "Outcomes and what they do"). The steps of the starting plan
stand in cadences/library. Texts are Liquid templates; what they may name is listed in docs/templates.md."""

from django.db import transaction

from cadences import library
from cadences.editing import plan as plans
from cadences.models import Cadence, Outcome, RejectReason, Step, Voicemail
from contacts.models import Touch

OUTCOMES = [
    (Touch.Outcome.NO_ANSWER, "1"),
    (Touch.Outcome.VOICEMAIL, "2"),
    (Touch.Outcome.CONNECTED, "3"),
    (Touch.Outcome.MEETING, "4"),
    (Touch.Outcome.CALL_BACK, "5"),
    (Touch.Outcome.NOT_NOW, "6"),
    (Touch.Outcome.NOT_INTERESTED, "7"),
    (Touch.Outcome.WRONG_NUMBER, "8"),
    (Touch.Outcome.WRONG_PERSON, "9"),
    (Touch.Outcome.DO_NOT_CONTACT, "0"),
    (Touch.Outcome.GATEKEEPER, "b"),
    (Touch.Outcome.DONE, "1"),
    (Touch.Outcome.SKIPPED, "2"),
    (Touch.Outcome.COULD_NOT, "8"),
    (Touch.Outcome.REJECTED, "d"),
    (Touch.Outcome.HELD, "1"),
    (Touch.Outcome.NO_SHOW, "2"),
    (Touch.Outcome.MOVED, "3"),
    (Touch.Outcome.OPPORTUNITY, "o"),
    (Touch.Outcome.WON, "w"),
    (Touch.Outcome.LOST, "l"),
]

Effect = RejectReason.Effect
REJECT_REASONS = [
    ("Wrong persona", Effect.DISQUALIFY),
    ("Competitor", Effect.DISQUALIFY),
    ("Student or job seeker", Effect.DISQUALIFY),
    ("Junk", Effect.DISQUALIFY),
    ("Bad data", Effect.RESEARCH),
    ("Duplicate", Effect.MERGE),
    ("No interest", Effect.NURTURE),
]

USUAL = library.starters()[0].filed
STEPS = plans.as_rows(USUAL.plan)

VOICEMAILS = [
    (
        "Introduction, half a minute",
        "“{{ contact.first_name }}, this is {{ rep.name }} from {{ firm.name }}. {{ reason_you }} We help firms "
        "{{ firm.offer }}, and I would like to hear what you were looking for. You reach me on {{ rep.phone }}. "
        "That was {{ rep.name }}, {{ rep.phone }}.”",
    ),
    (
        "Please call back",
        "“{{ contact.first_name }}, {{ rep.name }} again, from {{ firm.name }}, about "
        "{{ topic | default: 'our talk' }}. Would you call me back on {{ rep.phone }}?”",
    ),
    (
        "The last one, with the web address",
        "“{{ contact.first_name }}, {{ rep.name }} from {{ firm.name }}. This is my last message. What you looked for "
        "stands on {{ firm.website }}, and I am on {{ rep.phone }} whenever it suits you.”",
    ),
]


@transaction.atomic
def ensure_defaults(*, at):
    """Make the outcomes, the reasons to reject, the voicemails and the starting plan where the firm has none. Changes
    nothing else."""
    if not Outcome.objects.exists():
        Outcome.objects.bulk_create(
            [
                Outcome(effect=effect, label=effect.label, key=key, position=position)
                for position, (effect, key) in enumerate(OUTCOMES)
            ]
        )
    if not RejectReason.objects.exists():
        RejectReason.objects.bulk_create(
            [
                RejectReason(label=label, effect=effect, key=str(place + 1), position=place)
                for place, (label, effect) in enumerate(REJECT_REASONS)
            ]
        )
    if not Voicemail.objects.exists():
        Voicemail.objects.bulk_create(
            [Voicemail(number=i, name=name, body=body) for i, (name, body) in enumerate(VOICEMAILS, start=1)]
        )
    if not Cadence.objects.exists():
        cadence = Cadence.objects.create(name=USUAL.name, description=USUAL.description, is_default=True)
        version = cadence.versions.create(number=1, published_at=at)
        Step.objects.bulk_create([Step(version=version, position=i, **step) for i, step in enumerate(STEPS)])
