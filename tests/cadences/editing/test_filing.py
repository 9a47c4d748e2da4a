"""A plan as a file: exported and read again it is the same; a bad file is refused with what is wrong where."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadences.editing import filing
from cadences.editing.checks import LARGEST
from cadences.editing.entry_filing import Asked
from cadences.editing.filing import Filed, Unfit
from cadences.editing.plan import DraftStep
from cadences.models import Cadence, Step
from contacts.intake.kinds import PURPOSES
from contacts.models import Channel
from contacts.models.stage import LEADS

PERSONAS = {7: "Cold chain buyer", 9: "“Quality”, large"}
HEAD = 'format = 1\nname = "Ours"\n'
STEP = '[[step]]\nkey = "call"\nday = 3\nchannel = "phone"\nname = "Call"\n'

TEXT = st.text(
    st.one_of(st.sampled_from('"\\\n\r\t '), st.characters(exclude_categories=["Cs"], exclude_characters="\0{}%"))
)
STEPS = st.builds(
    DraftStep,
    key=st.from_regex(r"[a-z0-9][a-z0-9-]{0,30}", fullmatch=True),
    day=st.integers(0, 365),
    channel=st.sampled_from(Channel.values),
    name=TEXT.filter(bool).map(lambda text: text[:100]),
    condition=st.sampled_from(Step.Condition.values),
    blocking=st.booleans(),
    persona_id=st.sampled_from([None, *PERSONAS]),
    min_employees=st.none() | st.integers(0, 10_000),
    objective=TEXT.map(lambda text: text[:300]),
    subject=TEXT.map(lambda text: text[:200]),
    body=TEXT,
    body_b=TEXT,
)


SIZES = st.none() | st.integers(0, LARGEST)
ASKED = st.builds(
    Asked,
    sources=st.lists(st.sampled_from([*PURPOSES]), unique=True).map(tuple),
    stage=st.sampled_from(["", *LEADS]).map(str),
    persona_id=st.sampled_from([None, *PERSONAS]),
    industries=TEXT.map(lambda text: text[:200]),
    min_employees=SIZES,
    max_employees=SIZES,
).filter(
    lambda asked: (
        asked.min_employees is None or asked.max_employees is None or asked.min_employees <= asked.max_employees
    )
)


@given(
    steps=st.lists(STEPS, max_size=5, unique_by=lambda step: step.key),
    name=TEXT.map(str.strip).filter(bool),
    occasion=st.sampled_from(["", *Cadence.Occasion.values]),
    asked=ASKED,
)
def test_a_plan_that_was_written_is_read_as_it_was(steps, name, occasion, asked):
    plan = tuple(sorted(steps, key=lambda step: step.day))
    filed = Filed(name[:100].strip(), plan, "What it is for", occasion, asked)

    assert filing.read(filing.write(filed, personas=PERSONAS).encode(), personas=PERSONAS) == filed


@pytest.mark.parametrize("name", [each.name for each in fields(DraftStep)])
def test_every_field_of_a_step_is_kept(name):
    column = Step._meta.get_field(name)
    by_kind = {
        "BooleanField": not column.default,
        "ForeignKey": 7,
        "CharField": "other",
        "SlugField": "other",
        "TextField": "other",
    }
    value = column.choices[-1][0] if column.choices else by_kind.get(column.get_internal_type(), 5)
    step = replace(DraftStep(key="call", day=3, channel="phone", name="Call", condition="always"), **{name: value})

    text = filing.write(Filed("Ours", (step,)), personas=PERSONAS)

    assert filing.read(text.encode(), personas=PERSONAS).plan == (step,)


def test_a_persona_is_named_so_that_another_firm_finds_its_own():
    text = filing.write(Filed("Ours", (DraftStep("call", 3, "phone", "Call", persona_id=7),)), personas=PERSONAS)

    assert 'persona = "Cold chain buyer"' in text
    assert filing.read(text.encode(), personas={3: "Cold chain buyer"}).plan[0].persona_id == 3


UNKNOWN = [
    (
        "a source",
        'sources = ["booth_visit", "seance"]',
        Asked(("booth_visit",)),
        "Nothing that people do is called “seance” here.",
    ),
    ("a stage", 'stage = "won"\nmin_employees = 5', Asked(min_employees=5), "No sales lead is in a stage “won”."),
    (
        "a persona",
        'persona = "Nobody"\nindustries = "Food"',
        Asked(industries="Food"),
        "There is no persona “Nobody” here.",
    ),
]


@pytest.mark.parametrize(("rule", "asked", "words"), [each[1:] for each in UNKNOWN], ids=[each[0] for each in UNKNOWN])
def test_a_name_that_is_not_known_here_is_told_and_nobody_enters_by_the_rest_of_the_rule(rule, asked, words):
    text = f'format = 1\nname = "Ours"\noccasion = "new_lead"\n[entry]\n{rule}\n{STEP}'

    filed = filing.read(text.encode(), personas=PERSONAS)

    assert (filed.occasion, filed.asked, filed.unknown) == ("", asked, (words,))


def test_texts_can_be_read_by_people():
    step = DraftStep("mail", 3, "email", "Mail", subject="Hello", body="Hello {{ contact.first_name }},\n\n“yes”?")

    assert 'body = """\nHello {{ contact.first_name }},\n\n“yes”?"""' in filing.write(
        Filed("Ours", (step,)), personas={}
    )


BAD = [
    ("nothing in it", "", "“format = 1”"),
    ("another format", 'format = 2\nname = "Ours"', "“format = 1”"),
    ("no name", "format = 1", "The plan has no name."),
    ("a name that is too long", f'format = 1\nname = "{"x" * 101}"', "Keep it to 100."),
    ("an occasion that is none", HEAD + 'occasion = "birthday"', "“occasion” is “birthday”."),
    ("a rule that is none", HEAD + "entry = 3", "begins with a line of its own: [entry]"),
    ("a source alone", HEAD + '[entry]\nsources = "booth_visit"', "“sources” must be a list of texts"),
    ("a size in words", HEAD + '[entry]\nmin_employees = "ten"', "“min_employees” must be a whole number"),
    (
        "a size that cannot be",
        HEAD + "[entry]\nmin_employees = 9\nmax_employees = 8",
        "no firm is larger than 9 and smaller than 8",
    ),
    ("a stage that is a number", HEAD + "[entry]\nstage = 3", "“stage” must be a text in quotation marks."),
    ("too many industries", HEAD + f'[entry]\nindustries = "{"x" * 201}"', "Keep it to 200."),
    ("what nobody asks", HEAD + "[entry]\nmood = 3", "“mood” is nothing that is asked of people."),
    ("something unknown", HEAD + 'colour = "red"', "“colour” is nothing that a plan has."),
    ("a torn line", HEAD + "[[step]\n", "The file cannot be read at line 3, column 7"),
    ("a text without an end", 'format = 1\nname = "Ours', "The file cannot be read at"),
    ("too deep", "a = " + "[" * 100_000, "The file cannot be read"),
    ("steps that are none", HEAD + "step = 3", "[[step]]"),
    ("steps that are texts", HEAD + 'step = ["call"]', "[[step]]"),
    ("a step without a day", HEAD + '[[step]]\nkey = "call"\nname = "Call"\nchannel = "phone"', "“day” is missing."),
    ("a day in words", HEAD + STEP.replace("3", '"third"'), "Step 1 (“Call”): “day” must be a whole number."),
    ("a day that is true", HEAD + STEP.replace("3", "true"), "“day” must be a whole number."),
    ("a day before the start", HEAD + STEP.replace("3", "-1"), "“day” is -1"),
    ("a day too late", HEAD + STEP.replace("3", "366"), "A plan ends by day 365"),
    ("a huge number", HEAD + STEP + f"min_employees = {10**30}", "choose a number"),
    ("a way that is none", HEAD + STEP.replace("phone", "pigeon"), "“channel”: Value 'pigeon' is not a valid choice."),
    ("a key that is none", HEAD + STEP.replace('"call"', '"a call!"'), "“key”"),
    ("a key twice", HEAD + STEP + STEP, "2 steps have the key “call”."),
    ("what no step has", HEAD + STEP + 'colour = "red"', "“colour” is nothing that a step has."),
    ("an id of another firm", HEAD + STEP + "persona_id = 7", "Name the persona"),
    ("a persona nobody knows", HEAD + STEP + 'persona = "Nobody"', "There is no persona “Nobody” here."),
    ("a persona that is a number", HEAD + STEP + "persona = 7", "There is no persona “7” here."),
    ("a text that cannot be filled in", HEAD + STEP + 'body = "{{ contact.first_name"', "This text has a mistake"),
    ("a character that no text has", HEAD + STEP + 'body = "\\u0000"', "holds a character that no text has."),
    ("too many steps", HEAD + "".join(STEP.replace('"call"', f'"c{n}"') for n in range(61)), "Keep it to 60."),
    ("too large", HEAD + "# " + "x" * filing.MOST_BYTES, "larger than 1 MB"),
]


@pytest.mark.parametrize(("text", "words"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_a_bad_file_is_refused_with_what_is_wrong_where(text, words):
    with pytest.raises(Unfit) as refusal:
        filing.read(text.encode(), personas=PERSONAS)

    assert words in str(refusal.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"PK\x03\x04\xff"], ids=["another encoding", "an archive"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(Unfit, match="no plain text"):
        filing.read(content, personas={})
