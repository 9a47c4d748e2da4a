"""What to aim for and what to say where the plan has no step for it: answers, agreed calls, revisits (promise 15: every
call has an aim and a script). Liquid templates, as those of steps."""

from cadences.models import Task

AIMS: dict[str, str] = {
    Task.Kind.REQUEST: "Hear what {{ contact.first_name }} needs, and agree on what comes next.",
    Task.Kind.DECISION: "Get the decision: a meeting, not now, or no.",
    Task.Kind.REVISIT: "Pick up where you left off, and agree on what comes next.",
    Task.Kind.ANSWER_OR_LEAVE: "Decide whether {{ contact.first_name }} gets an answer.",
    Task.Kind.WHAT_NEXT: "Decide whether {{ contact.first_name }} is followed up again, later, or no more.",
}
SCRIPTS: dict[str, str] = {
    Task.Kind.REQUEST: (
        "“{{ contact.first_name }}, this is {{ rep.first_name }} from {{ firm.name }}. You asked us to get in touch. "
        "What made you look for this just now?”\n\n"
        "Then: who else is concerned, and by when does it have to be solved?"
    ),
    Task.Kind.DECISION: (
        "“{{ contact.first_name }}, {{ rep.first_name }} from {{ firm.name }}, about "
        "{{ topic | default: 'our talk' }}. Shall we look at it together for half an hour, this week or next?”\n\n"
        "If not now: when is it worth coming back, and what will have changed? If no: what speaks against it?"
    ),
    Task.Kind.REVISIT: (
        "“{{ contact.first_name }}, {{ rep.first_name }} from {{ firm.name }}. When we last spoke we agreed that I "
        "come back to you about now. How do things stand with {{ topic | default: 'it' }}?”"
    ),
    Task.Kind.CALL_BACK: (
        "“{{ contact.first_name }}, {{ rep.first_name }} from {{ firm.name }}. I was to call at this time. "
        "Is it still a good moment?”"
    ),
    Task.Kind.NEXT_STEP: (
        "“{{ contact.first_name }}, {{ rep.first_name }} from {{ firm.name }}. I promised to come back to you about "
        "{{ topic | default: 'the next step' }}.”\n\nAgree on what, when, and who does it."
    ),
}
