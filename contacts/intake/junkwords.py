"""What junk looks like: the lists behind junk.py, nothing but data. Names and words are in small letters."""

# Names that no lead has. Compared as a set of words, so that "Mouse, Mickey" is one too.
CARTOONS = frozenset(
    frozenset(name.split())
    for name in """
        mickey mouse, minnie mouse, donald duck, daisy duck, daffy duck, bugs bunny, scrooge mcduck, dagobert duck,
        micky maus, homer simpson, bart simpson, marge simpson, lisa simpson, peter griffin, fred flintstone, wilma
        flintstone, scooby doo, spongebob squarepants, bob squarepants, winnie pooh, peter pan, popeye, garfield,
        batman, superman, spiderman, wonder woman, bruce wayne, clark kent, tony stark, darth vader, luke skywalker,
        han solo, harry potter, hermione granger, albus dumbledore, santa claus, easter bunny, tooth fairy, papa
        smurf, asterix obelix, tintin milou, pippi longstocking, pippi langstrumpf, super mario, sherlock holmes, lara
        croft
    """.replace("\n", " ").split(",")
)
STAND_INS = frozenset(
    frozenset(name.split())
    for name in """
        john doe, jane doe, joe bloggs, john q public, max mustermann, erika mustermann, maria mustermann, otto
        normalverbraucher, lieschen muller, monsieur tout le monde, jean untel, fulano de tal, zutano mengano, pinco
        pallino, tizio caio, jan modaal, jan met de pet, firstname lastname, first last, first name last name, name
        surname, vorname nachname, prenom nom, nombre apellido, voornaam achternaam, nome cognome
    """.replace("\n", " ").split(",")
)
# A name made of nothing but these is no name.
PLACEHOLDERS = frozenset(
    """
    test tests tester testing testuser testing123 user guest demo dummy sample example fake none null nil nobody noone
    nothing unknown anonymous anon asdf asdfg asdfgh asdfghjkl qwer qwert qwerty qwertz azerty zxcv zxcvb zxcvbn yxcv
    hjkl foo bar baz foobar blah bla abc abcd xyz name first last firstname lastname surname vorname nachname
    lead placeholder na tbd tbc admin xx yy zz temp
    """.split()
)

# Nothing of two or three letters: many firms write initials before the @.
FAKE_LOCALS = frozenset(
    """
    test tests tester testing test1 test123 testtest asdf asdfasdf asdfg qwerty qwertz aaaa abc123 foobar fake fakemail
    nobody noone none null nomail noemail nospam spam dummy sample asasas sdfsdf dfgdfg
    """.split()
)
# Domains that people type to get past a form. example.com and its kin are not here: whole lists of samples use them.
FAKE_DOMAINS = frozenset(
    """
    test.com test.de test.fr test.es test.nl test.it test.org test.net asdf.com asd.com qwerty.com aaa.com abc.com
    xxx.com xyz.xyz foo.com bar.com fake.com fakemail.com nomail.com noemail.com none.com no.com nospam.com
    mail.invalid email.com.com domain.com yourdomain.com yourcompany.com company.com mydomain.com a.com b.com aa.com
    qwe.com sdf.com
    """.split()
)

# What a name is taken for -> phrases inside it that say so; junk.py makes rules of them.
IN_NAMES: dict[str, tuple[str, ...]] = {
    label: tuple(phrase.strip() for phrase in phrases.split(",") if phrase.strip())
    for label, phrases in {
        # What systems put in place of a guest whom the buyer of the ticket has not named.
        "guest": """
            info requested, guest of, guest 1, guest 2, guest 3, plus one, begleitung, begleitperson, invite de,
            invitee de, acompanante de, ospite di, gast van""",
        "made_up": "dummy data, test lead, test user, do not use, not provided, lorem ipsum",
        "not_a_person": """
            iphone, ipad, macbook, galaxy s, galaxy a, galaxy note, galaxy tab, android, huawei, oneplus, samsung,
            laptop, desktop, smartphone, meeting room, conference room, board room, boardroom, besprechungsraum,
            konferenzraum, sitzungszimmer, salle de reunion, sala de reuniones, sala riunioni, vergaderzaal,
            vergaderruimte, note taker, notetaker, notizassistent, otter ai, fireflies, fireflies ai, read ai, fathom,
            tldv, avoma, meetgeek, gong io, ai assistant, recording bot, meeting bot, zoom user, unknown user, call in
            user, anonymous user""",
    }.items()
}
# With a number beside it, such a word is a place.
ROOMS = frozenset("room raum zimmer saal salle sala aula zaal ruimte stanza".split())

# Rule -> phrases in somebody's job, firm or message that break it: see phrases.py for the star and the dots.
SAID: dict[str, tuple[str, ...]] = {
    rule: tuple(phrase.strip() for phrase in phrases.split(",") if phrase.strip())
    for rule, phrases in {
        "job_seeker": """
            open to work, opentowork, job seek*, jobseek*, between jobs, between roles, unemployed, seeking .. job,
            seeking .. role, seeking .. position, seeking .. opportunit*, seeking .. employment, seeking ..
            internship, seeking .. challenge, looking for .. job, looking for .. role, looking for .. position,
            looking for work, looking for .. opportunit*, looking for .. employment, looking for .. internship,
            job opening*, my cv, left cv, attached cv, cv attached, my resume, resume attached, curriculum vitae,
            application for .. position, position of, vacancy, vacancies,
            arbeitslos*, arbeitssuchend*, arbeitsuchend*, jobsuchend*, auf jobsuche, auf stellensuche, stellensuch*,
            stellengesuch*, suche .. stelle, suche .. job, suche .. arbeit, suche .. herausforderung*, suche ..
            praktikum, suche nach .. stelle, suche nach .. job, suche nach .. position, offen fur neue
            herausforderung*, offen fur neue aufgabe*, bewerbung,
            bewerber, bewerberin, lebenslauf,
            recherche d emploi, recherche .. emploi, recherche .. poste, recherche .. stage, recherche .. alternance,
            recherche .. opportunit*, recherche .. cdi, en recherche active, recherche un nouveau defi, a l ecoute du
            marche, a l ecoute .. opportunites, sans emploi, demandeur d emploi, demandeuse d emploi, chomeur,
            chomeuse, candidature, candidat,
            busco .. empleo, busco .. trabajo, busco .. oportunidad*, buscando .. empleo, buscando .. trabajo,
            buscando .. oportunidad*, busqueda de .. empleo, busqueda de .. trabajo, busqueda de .. oportunidad*,
            en busqueda activa, en busca de .. empleo, en busca de .. trabajo, en busca de .. oportunidad*, abierto a
            .. oportunidades, abierta a .. oportunidades, desempleado, desempleada, en paro,
            werkloos, werkzoekend*, op zoek naar .. werk, op zoek naar .. baan, op zoek naar .. functie, op zoek naar
            .. uitdaging, op zoek naar .. stage*, open voor .. uitdaging*, open voor .. kansen, tussen twee banen,
            sollicitatie, sollicitant*, sollicite*,
            in cerca di .. lavoro, in cerca di .. occupazione, in cerca di .. opportunita, cerco .. lavoro, cerco ..
            opportunita, ricerca di .. lavoro, ricerca di .. occupazione, ricerca di .. opportunita, aperto a ..
            opportunita, aperta a .. opportunita, disoccupato, disoccupata, inoccupato, inoccupata""",
        "student": """
            student, students, undergraduate, phd candidate, doctoral candidate, fresher, intern, internship, trainee,
            apprentice, praktikum, praktikant*, werkstudent*, studierende*, studentin, azubi, auszubildende*,
            doktorand*, volontar, volontarin, schulerin, schulerpraktik*,
            etudiant, etudiante, etudiants, stagiaire, alternant, alternante, en alternance, apprenti, apprentie,
            doctorant, doctorante, lyceen, lyceenne, eleve ingenieur*,
            estudiante, estudiantes, becario, becaria, practicante, en practicas, alumno, alumna, doctorando,
            doctoranda, studente, stagiair, stageloper, stageloopster, scholier, leerling, promovendus, promovenda,
            studentessa, tirocinante, stagista, praticante, apprendista, dottorando, dottoranda, laureando,
            laureanda""",
        "consultant": """
            consultant, consultants, consulting, freelanc*, self employed, independent advis*, solopreneur, berater,
            beraterin, unternehmensberat*, freiberuf*, selbstandig*, selbststandig*, freier mitarbeiter, freie
            mitarbeiterin, consultante, conseil independant, cabinet de conseil, independant, independante, auto
            entrepreneur, auto entrepreneuse, autoentrepreneur*, micro entrepreneur, a mon compte, consultor,
            consultora, asesor independiente, asesora independiente, autonomo, autonoma, por cuenta
            propia, zzp, zzper, zelfstandig*, organisatieadvis*, bedrijfsadvis*, adviesbureau, consulente,
            libero professionista, libera professionista, lavoratore autonomo, lavoratrice autonoma,
            partita iva""",
        "vendor_pitch": """
            seo, backlink*, 1st page, first page, rank 1, guaranteed, lead generation, 10x, i help .. founders, i help
            .. companies, i help .. businesses, i help .. teams, i help .. brands, we offer, we provide, we
            specialise, we specialize, our services, meetings a month, meetings a week, outsourc*, web design
            services, grow your business, grow your sales, grow your pipeline, guest post*, wir bieten, nous
            proposons, ofrecemos, wij bieden, offriamo""",
        "recruiter": """
            recruiter, recruitment consultant, recruitment specialist, recruitment manager, recruitment partner,
            recruiting manager, recruitment agency, recruiting agency, recruitment consultancy, talent acquisition,
            talent sourcer, headhunt*, executive search, staffing, recruiterin, personalvermittl*, personalberat*,
            personaldienstleist*, arbeitsvermittl*, zeitarbeitsfirma, zeitarbeitsunternehmen,
            recruteur, recruteuse, charge de recrutement, chargee
            de recrutement, cabinet de recrutement, chasseur de tetes, chasseuse de tetes, agence d interim,
            acquisition de talents, reclutador*, cazatalentos, seleccion de personal, adquisicion de talento*,
            atraccion de talento*, selezione del personale, ricerca e selezione, selezionatore, selezionatrice,
            cacciatore di teste, cacciatrice di teste, agenzia per il lavoro, werving, intercedent*, uitzendbureau,
            detacheringsbureau""",
        "competitor": """
            competitor, competitors, competitive intelligence, wettbewerber, konkurrent*, un concurrent, notre
            concurrent, concurrent direct, een concurrent, onze concurrent, directe concurrent, concurrente,
            competidor, competidora, concorrente""",
    }.items()
}
# "Head of Student Services" studies nothing.
NOT_SAID = (
    "student services",
    "student affairs",
    "student success",
    "student housing",
    "student union",
    "student loan*",
    "student recruitment",
    "student experience",
    "student support",
    "student life",
    "student engagement",
    "student accommodation",
    "student admissions",
    "student records",
    "student travel",
)
