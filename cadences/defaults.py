"""The follow-up every firm starts with (rules 7 and 15, "Outcomes and what they do"). Texts are Liquid templates; what
they may name is listed in docs/templates.md."""

from django.db import transaction

from cadences.models import Cadence, Outcome, RejectReason, Step, Voicemail
from contacts.models import Channel, Touch

ALWAYS, NO_RESPONSE = Step.Condition.ALWAYS, Step.Condition.NO_RESPONSE
THE_PLAN = "21-day follow-up"

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

STEPS = [
    {"day": 0, "key": "start", "channel": Channel.SYSTEM, "condition": ALWAYS, "name": "Becomes a lead, steps planned"},
    {
        "day": 1,
        "key": "research",
        "channel": Channel.RESEARCH,
        "condition": ALWAYS,
        "name": "Research: website and LinkedIn",
        "objective": "Know what their firm does, how big it is, and what {{ contact.first_name }} is responsible for.",
    },
    {
        "day": 2,
        "key": "intro-mail",
        "channel": Channel.EMAIL,
        "name": "Introductory mail",
        "objective": "Acknowledge what they did and ask for a brief exploratory call.",
        "subject": "{{ topic | default: 'Your interest' }}",
        "body": (
            "Hello {{ contact.first_name }},\n\n"
            "{% if reason_you %}{{ reason_you }} Thank you for that.\n\n{% endif %}"
            "At {{ firm.name }} we help firms {{ firm.offer | default: 'like yours' }}. Would you have fifteen minutes "
            "for a brief call next week, to see whether any of it is of use to {{ company.name }}?\n\n"
            "{{ rep.name }}\n{{ firm.name }}\n{{ rep.phone }}"
        ),
    },
    {
        "day": 5,
        "key": "second-mail",
        "channel": Channel.EMAIL,
        "name": "Second mail",
        "objective": "Ask again for the call, with one thing that is new to them.",
        "subject": "A question about {{ topic | default: 'your plans' }}",
        "body": (
            "Hello {{ contact.first_name }},\n\n"
            "I wrote to you about {{ topic | default: 'what brought you to us' }}. Firms like {{ company.name }} "
            "mostly ask us where to begin, and that takes ten minutes to answer.\n\n"
            "Would Tuesday or Thursday suit you for a short call?\n\n"
            "{{ rep.name }}\n{{ firm.name }}\n{{ rep.phone }}"
        ),
    },
    {
        "day": 7,
        "key": "linkedin",
        "channel": Channel.LINKEDIN,
        "condition": ALWAYS,
        "blocking": False,
        "name": "Invitation to connect on LinkedIn",
        "objective": "Invite them. Accepted or not makes no difference to the plan.",
        "body": (
            "Hello {{ contact.first_name }}, you looked into {{ topic | default: 'what we do' }}, which is what I work "
            "on every day. I would like to stay in touch. {{ rep.name }}, {{ firm.name }}"
        ),
    },
    {
        "day": 8,
        "key": "first-call",
        "channel": Channel.PHONE,
        "name": "Call",
        "objective": "Agree on a brief exploratory call with {{ contact.first_name }} and whoever decides.",
        "body": (
            "“{{ contact.first_name }}, this is {{ rep.first_name }} from {{ firm.name }}. {{ reason_you }} "
            "We help firms {{ firm.offer | default: 'like yours' }}. What made you look into "
            "{{ topic | default: 'this' }}?”\n\n"
            "If it is not them: who looks after this at {{ company.name }}?"
        ),
    },
    {
        "day": 10,
        "key": "article-mail",
        "channel": Channel.EMAIL,
        "name": "Mail with an article",
        "objective": "Give them something useful. No word of the sale.",
        "subject": "Something to read about {{ topic | default: 'your work' }}",
        "body": (
            "Hello {{ contact.first_name }},\n\n"
            "This may be of use to you, since you looked into {{ topic | default: 'the subject' }}: "
            "{{ firm.website }}\n\n"
            "{{ rep.name }}\n{{ firm.name }}"
        ),
    },
    {
        "day": 12,
        "key": "third-mail",
        "channel": Channel.EMAIL,
        "name": "Third mail",
        "objective": "Ask who at the firm looks after this.",
        "subject": "Who looks after {{ topic | default: 'this' }} at {{ company.name }}?",
        "body": (
            "Hello {{ contact.first_name }},\n\n"
            "Perhaps {{ topic | default: 'this' }} is not yours to decide. Who at {{ company.name }} should I ask?\n\n"
            "{{ rep.name }}\n{{ firm.name }}\n{{ rep.phone }}"
        ),
    },
    {
        "day": 14,
        "key": "post-card",
        "channel": Channel.POST,
        "name": "Post card",
        "objective": "A card by hand is read when no mail is.",
        "body": (
            "Dear {{ contact.first_name }},\n\n{{ reason_you }} I would be glad to hear what you make of it.\n\n"
            "{{ rep.name }}, {{ firm.name }}, {{ rep.phone }}"
        ),
    },
    {
        "day": 18,
        "key": "second-call",
        "channel": Channel.PHONE,
        "name": "Second call",
        "objective": "Find out whether this is for now, for later, or not for them.",
        "body": (
            "“{{ contact.first_name }}, {{ rep.first_name }} from {{ firm.name }}. {{ reason_you }} "
            "I wrote to you since. Is {{ topic | default: 'this' }} something for this year, for later, "
            "or not for you at all?”"
        ),
    },
    {
        "day": 21,
        "key": "final-mail",
        "channel": Channel.EMAIL,
        "name": "Final mail",
        "objective": "Close the matter politely and leave the door open.",
        "subject": "Shall I close this?",
        "body": (
            "Hello {{ contact.first_name }},\n\n"
            "I have not reached you, so I take it that {{ topic | default: 'this' }} is not for now. "
            "I will come back to you in half a year. Should it be sooner, one line is enough.\n\n"
            "{{ rep.name }}\n{{ firm.name }}\n{{ rep.phone }}"
        ),
    },
]

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
        cadence = Cadence.objects.create(
            name=THE_PLAN,
            is_default=True,
            description="From the day somebody becomes a lead until there is a decision.",
        )
        version = cadence.versions.create(number=1, published_at=at)
        Step.objects.bulk_create([Step(version=version, position=i, **step) for i, step in enumerate(STEPS)])
