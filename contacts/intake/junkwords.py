"""What junk looks like: the lists behind junk.py, nothing but data. Names and words are in small letters."""

import re

# Names that no lead has. Compared as a set of words, so that "Mouse, Mickey" is one too.
CARTOONS = frozenset(
    frozenset(name.split())
    for name in """
        mickey mouse, minnie mouse, donald duck, daisy duck, daffy duck, bugs bunny, scrooge mcduck, dagobert duck, micky maus,
        homer simpson, bart simpson, marge simpson, lisa simpson, peter griffin, fred flintstone, wilma flintstone,
        scooby doo, spongebob squarepants, bob squarepants, winnie pooh, peter pan, popeye, garfield, batman, superman, spiderman,
        wonder woman, bruce wayne, clark kent, tony stark, darth vader, luke skywalker, han solo, harry potter,
        hermione granger, albus dumbledore, santa claus, easter bunny, tooth fairy, papa smurf, asterix obelix,
        tintin milou, pippi longstocking, pippi langstrumpf, super mario, sherlock holmes, lara croft
    """.replace("\n", " ").split(",")
)
STAND_INS = frozenset(
    frozenset(name.split())
    for name in """
        john doe, jane doe, joe bloggs, john q public, max mustermann, erika mustermann, maria mustermann, otto normalverbraucher,
        lieschen muller, monsieur tout le monde, jean untel, fulano de tal, zutano mengano, pinco pallino, tizio caio,
        jan modaal, jan met de pet, firstname lastname, first last, first name last name, name surname, vorname nachname, prenom nom,
        nombre apellido, voornaam achternaam, nome cognome
    """.replace("\n", " ").split(",")
)
# A name made of nothing but these is no name.
PLACEHOLDERS = frozenset(
    """
    test tests tester testing testuser testing123 user guest demo dummy sample example fake none null nil nobody noone nothing
    unknown anonymous anon asdf asdfg asdfgh asdfghjkl qwer qwert qwerty qwertz azerty zxcv zxcvb zxcvbn yxcv hjkl
    foo bar baz foobar blah bla abc abcd xyz name first last firstname lastname surname vorname nachname info requested requis lead
    placeholder na tbd tbc admin xx yy zz temp
    """.split()
)
PLACEHOLDER_INSIDE = re.compile(
    r"\b(?:dummy data|test lead|test user|info requested|do not use|not provided|lorem ipsum)\b"
)
# What systems put in place of a guest whom the buyer of the ticket has not named.
UNNAMED_GUEST = re.compile(
    r"info requested|guest of|guest \d|begleitung|invite de|acompanante de|ospite di|gast van|plus one"
)
ONE_KEY = re.compile(r"(.)\1{2,}")

FAKE_LOCALS = frozenset(
    """
    test tests tester testing test1 test123 testtest asdf asdfasdf asd asdfg qwerty qwertz qwe aaa aaaa abc abc123 xxx xyz foo
    foobar fake fakemail nobody noone none null nomail noemail no nospam spam dummy sample na aa bb asasas sdfsdf dfgdfg
    """.split()
)
# Domains that people type to get past a form. example.com and its kin are not here: whole lists of samples use them.
FAKE_DOMAINS = frozenset(
    """
    test.com test.de test.fr test.es test.nl test.it test.org test.net asdf.com asd.com qwerty.com aaa.com abc.com xxx.com xyz.xyz
    foo.com bar.com fake.com fakemail.com nomail.com noemail.com none.com no.com nospam.com mail.invalid email.com.com domain.com
    yourdomain.com yourcompany.com company.com mydomain.com a.com b.com aa.com qwe.com sdf.com
    """.split()
)

NOT_A_PERSON = re.compile(
    r"""
      [+(]?\d[\d\s().*x+-]{5,}                                            # a phone number, perhaps masked
    | \+?\d[\d\s-]*\*[\d\s*-]*
    | (?:.{0,20}\b)?(?:iphone|ipad|macbook|galaxy\s(?:s|a|note|tab)\d+|android|pixel\s?\d|huawei|oneplus)\b.*
    | (?:laptop|desktop|pc|mobile|phone|smartphone|computer)(?:[\s-]?\d{0,6})?
    | (?:conference\s|meeting\s|board\s?)?room\b.* | .*\bmeeting\sroom\b.* | .*\bboardroom\b.*
    | (?:besprechungsraum|konferenzraum|raum|sitzungszimmer|salle|vergaderzaal|vergaderruimte)\b.*
    | (?:sala)\s(?:\d|de\s|riunioni).*
    | .*\b(?:note\s?taker|notizassistent|otter\.?ai|fireflies(?:\.ai)?|read\.?ai|fathom|tl;?dv|avoma|meetgeek|gong\.io
           |ai\sassistant|recording\sbot|meeting\sbot|zoom\suser|unknown\suser|call[\s-]?in\suser|anonymous)\b.*
    """,
    re.VERBOSE,
)

_SEEKERS = r"""
    \bopen\sto\swork\b | \bopentowork\b | \bjob[\s-]?seek(?:er|ing)\b | \bbetween\s(?:jobs|roles)\b | \bunemployed\b
    | \bseeking\s(?:a\s|an\s|new\s|my\snext\s)*(?:job|role|position|opportunit\w+|employment|internship|challenge)
    | \blooking\sfor\s(?:a\s|an\s|new\s|my\snext\s|work\sas\s)*(?:job|role|position|work|opportunit\w+|employment|internship)
    | \bstudents?\b(?!\s(?:services|affairs|success|housing|union|life|loans?|recruitment))
    | \bundergraduate\b | \b(?:phd|doctoral)\scandidate\b | \bfresher\b | \bintern\b | \binternship\b | \btrainee\b
    | \bjob\sopenings?\b | \b(?:my|a|the|left|attached)\s(?:cv|c\.v\.|resume|résumé)\b | \bcurriculum\svitae\b
    | \bposition\sof\s\w+ | \bvacanc(?:y|ies)\b
    | \barbeits?suchend\b | \bauf\sjobsuche\b | \bstellensuch\w* | \bpraktik(?:um|ant\w*)\b | \bwerkstudent\w*
    | \bstudierende\w*\b | \bstudentin\b | \bbewerbung\b | \blebenslauf\b | \bazubi\b
    | \bétudiante?\b | \betudiante?\b | \bstagiaire\b | \bà\sla\srecherche\sd | \ben\srecherche\sd.emploi\b
    | \brecherche\sun\semploi\b | \bcandidature\b | \bdemandeur\sd.emploi\b
    | \bestudiante\b | \bbecari[oa]\b | \bbusco\s(?:empleo|trabajo)\b | \ben\sbúsqueda\s(?:activa|de)\b | \bdesemplead[oa]\b
    | \bstagiair\b | \bwerkzoekend\w*\b | \bop\szoek\snaar\s(?:werk|een\sbaan)\b | \bsollicitatie\b
    | \bstudente\b | \bstudentessa\b | \btirocinante\b | \bin\scerca\sdi\slavoro\b | \bcerco\slavoro\b | \bdisoccupat[oa]\b
"""
_CONSULTANTS = r"""
    \bconsultants?\b | \bconsulting\b | \bfreelanc\w* | \bself[\s-]?employed\b | \bindependent\sadvis[eo]r\b | \bsolopreneur\b
    | \bberater(?:in)?\b | \bfreiberuf\w* | \bselbst(?:st)?ändig\w* | \bconsultante\b | \bconseil\sindépendant\b | \bindépendante?\b
    | \bconsultora?\b | \bautónom[oa]\b | \bzzp(?:'er)?\b | \bzelfstandige?\b | \bconsulente\b | \blibero\sprofessionista\b
"""
_PITCHES = r"""
    \bseo\b | \bbacklinks?\b | \b(?:1st|first)\spage\b | \brank\s?\#?1\b | \bguaranteed\b | \blead\sgeneration\b | \b10x\b
    | \bi\shelp\s.{0,40}\b(?:founders|companies|businesses|teams|brands)\b
    | \bwe\s(?:offer|provide|specialise|specialize)\b | \bour\sservices\b | \bmeetings\sa\s(?:month|week)\b
    | \boutsourc\w+\b | \bweb\s?design\sservices\b | \bgrow\syour\s(?:business|sales|pipeline)\b | \bguest\sposts?\b
    | \bwir\sbieten\b | \bnous\sproposons\b | \bofrecemos\b | \bwij\sbieden\b | \boffriamo\b
"""
_RECRUITERS = r"""
    \brecruiter\b | \brecruitment\s(?:consultant|specialist|manager|partner)\b | \btalent\sacquisition\b | \bheadhunt\w+
    | \bexecutive\ssearch\b | \bstaffing\b | \bpersonalvermittl\w* | \bpersonalberat\w* | \brecruteur\b | \brecruteuse\b
    | \breclutador\w*\b | \bselezione\sdel\spersonale\b | \bwerving\b
"""
_RIVALS = r"\bcompetitors?\b | \bcompetitive\sintelligence\b | \bwettbewerber\b | \bkonkurrent\w*\b | \bconcurrente?\b | \bcompetidora?\b | \bconcorrente\b"

# Flag -> what somebody's job, firm or message says. Tried in this order, all that apply.
SAID = {
    flag: re.compile(pattern, re.VERBOSE)
    for flag, pattern in {
        "job_seeker_or_student": _SEEKERS,
        "consultant": _CONSULTANTS,
        "vendor_pitch": _PITCHES,
        "recruiter": _RECRUITERS,
        "competitor": _RIVALS,
    }.items()
}
