"""The built-in rules on junk (domain rule 20): what each looks for, and what it does unless the firm says otherwise."""

from typing import NamedTuple

from contacts.intake.sieve import Verdict


class Rule(NamedTuple):
    """One rule. `reason` is what a salesperson reads of a row in quarantine, `flag` what marks a person who is in."""

    verdict: Verdict
    reason: str
    flag: str
    # What it looks for, with examples, for whoever decides about it.
    about: str


Q, F = Verdict.QUARANTINE, Verdict.FLAG
NAMES = {
    "cartoon": Rule(Q, "The name is a cartoon character's", "made_up", "Mickey Mouse, Darth Vader, Homer Simpson"),
    "stand_in": Rule(Q, "The name is a stand-in for any name", "made_up", "John Doe, Max Mustermann, Jan Modaal"),
    "made_up_name": Rule(Q, "The name is made up", "made_up", "Test Test, asdf, aaa, First Last"),
    "unnamed_guest": Rule(
        Q,
        "A guest whom the buyer of the ticket has not named",
        "not_a_named_person",
        "Info Requested, Guest of Ana Ruiz, Begleitung",
    ),
    "not_a_person": Rule(
        Q,
        "A phone, a room or a program, not a person",
        "not_a_named_person",
        "iPhone, Meeting room 4, Otter.ai: without a mail address",
    ),
    "not_a_named_person": Rule(
        F, "The name is no person's", "not_a_named_person", "iPhone, Meeting room 4: with a mail address"
    ),
    "private": Rule(
        Q,
        "Only a first name and a phone number, like a private contact",
        "not_a_named_person",
        "“Plumber” with a number, no firm and no mail address",
    ),
}
ADDRESSES = {
    "made_up_mail": Rule(Q, "The mail address is made up", "made_up", "asdf@asdf.com, test@polder.example"),
    "throw_away": Rule(
        Q, "The mail address is made to be thrown away", "made_up", "Addresses of services that last ten minutes"
    ),
    "free_mail": Rule(F, "Private mail address", "free_mail", "Gmail, GMX, Outlook: anybody can have one"),
    "role_address": Rule(
        F, "An address of a desk, not of a person", "role_address", "info@, sales@, office@, buchhaltung@"
    ),
    "dummy_phone": Rule(F, "The phone number is a dummy", "dummy_phone", "555-5555, 1234567, 0000000"),
    "fiction_phone": Rule(
        F,
        "The phone number is one for films",
        "dummy_phone",
        "555-0143 in America, 07700 900461 in Britain, and what Australia, Germany, France, Ireland and Sweden reserve",
    ),
    "only_dummy_phone": Rule(
        Q, "Nothing but a dummy phone number to reach them", "dummy_phone", "555-5555 and no mail address"
    ),
}
PEOPLE = {
    "job_seeker": Rule(F, "Looking for a job", "job_seeker_or_student", "Open to work, my CV, auf Jobsuche"),
    "student": Rule(F, "Student or trainee", "job_seeker_or_student", "Student, intern, Praktikantin, étudiante"),
    "consultant": Rule(F, "Consultant or freelancer", "consultant", "Consultant, freelance, Beraterin, zzp"),
    "recruiter": Rule(F, "Recruiter", "recruiter", "Talent acquisition, headhunter, Personalberatung"),
    "vendor_pitch": Rule(F, "Wants to sell to us", "vendor_pitch", "“30 meetings a month, guaranteed”, “we offer …”"),
    "competitor": Rule(F, "Says they are a competitor", "competitor", "“Competitor” in the notes of a booth scan"),
    "own_staff": Rule(F, "One of us", "own_staff", "Mail addresses of your firm, and of whoever held the event"),
}
RULES: dict[str, Rule] = NAMES | ADDRESSES | PEOPLE
GROUPS = {"Names": NAMES, "Addresses and phones": ADDRESSES, "Who they are": PEOPLE}
# The reason and the flag of a line of the firm's own lists, by its kind.
LISTED: dict[str, tuple[str, str]] = {
    "competitor": ("Works for a competitor", "competitor"),
    "domain": ("The mail domain is on your list", "listed"),
    "address": ("The mail address is on your list", "listed"),
    "name": ("The name is on your list", "listed"),
    "title": ("The job title is on your list", "listed"),
    "own": ("One of us", "own_staff"),
}
