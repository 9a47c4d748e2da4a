from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Company, Contact, ContactPoint, Stage, StageChange, Suppression, Touch
from contacts.models.suppression import digest
from leadflow.accounts.models import User
from tests.factories import NOON, make_company, make_contact, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db


def test_reps_see_their_team_managers_their_teams_and_marketing_all():
    north, south = make_team("North"), make_team("South")
    ours, theirs = make_contact(team=north), make_contact("Zoë Achterberg", team=south)

    def seen_by(role, **who):
        return set(Contact.objects.visible_to(make_user(role, **who)))

    assert seen_by(User.Role.REP, team=north) == {ours}
    assert seen_by(User.Role.MANAGER, manages=[south]) == {theirs}
    assert seen_by(User.Role.MANAGER) == set()
    assert seen_by(User.Role.MARKETING) == {ours, theirs}
    assert seen_by(User.Role.ADMINISTRATOR) == {ours, theirs}


def test_every_move_between_stages_is_kept_with_who_made_it():
    rep, contact = make_user(), make_contact()

    contact.change_stage(Stage.LEAD, at=NOON, cause=StageChange.Cause.BY_HAND, by=rep, reason="met them")
    contact.change_stage(Stage.LEAD, at=NOON, cause=StageChange.Cause.BY_HAND, by=rep)

    change = contact.stage_changes.get()
    assert (change.before, change.after, change.by, change.reason) == ("name", "lead", rep, "met them")


def test_the_same_touch_is_recorded_once():
    contact = make_contact()
    first = make_touch(contact)

    again = contact.record_touch(first.kind, at=NOON + timedelta(days=1), asset=first.asset)

    assert again is None
    assert contact.touches.count() == 1


def test_a_voided_touch_stays_in_the_history():
    touch = make_touch(make_contact())

    touch.void(by=make_user(), at=NOON)

    assert not Touch.objects.exists()
    assert Touch.with_voided.get() == touch


def test_who_asks_us_to_stop_stops_with_everything():
    contact = make_contact(stage=Stage.LEAD, owner=make_user())
    assert contact.enrollments.live().exists()

    contact.suppress(at=NOON, reason="told the rep")

    assert contact.stage == Stage.DO_NOT_CONTACT
    assert not contact.enrollments.live().exists()
    assert not contact.tasks.open().exists()
    known = Suppression.objects.known([digest("email", contact.email)])
    assert known == {digest("email", contact.email): {""}}


def test_a_second_stop_changes_nothing():
    contact = make_contact()
    contact.suppress(at=NOON, reason="first")
    entries = list(Suppression.objects.values_list())

    contact.suppress(at=NOON + timedelta(days=1), reason="second")

    assert list(Suppression.objects.values_list()) == entries


def test_a_shared_switchboard_does_not_silence_colleagues():
    contact = make_contact(phone="+47 22 55 01 34")
    colleague = make_contact("Zoë Achterberg", phone="+47 22 55 01 34")

    contact.suppress(at=NOON)

    colleague.refresh_from_db()
    assert colleague.stage == Stage.NAME
    assert not Suppression.objects.filter(kind=ContactPoint.Kind.PHONE).exists()


@pytest.mark.parametrize(
    ("channel", "closed", "open_ones"),
    [
        ("phone", ["phone", "text", "video"], ["email", "linkedin", "post", "research"]),
        ("email", ["email"], ["phone", "linkedin", "post"]),
        ("linkedin", ["linkedin", "social", "instant"], ["phone", "email", "post"]),
        ("post", ["post"], ["phone", "email"]),
    ],
)
def test_one_channel_can_be_closed(channel, closed, open_ones):
    contact = make_contact()

    contact.suppress(at=NOON, channel=channel)

    assert contact.stage == Stage.NAME
    assert all(contact.closed_to(c) for c in closed)
    assert not any(contact.closed_to(c) for c in open_ones)


def test_who_leaves_hands_over_to_the_successor():
    leaver = make_user()
    successor = make_user(team=leaver.team)
    contact = make_contact(stage=Stage.LEAD, owner=leaver, company=make_company(owner=leaver))
    make_touch(contact, Touch.Kind.CONTACT_REQUEST, asset=None)

    leaver.deactivate(at=NOON, successor=successor)

    contact.refresh_from_db()
    assert contact.owner == successor
    assert {task.rep for task in contact.tasks.open()} == {successor}
    assert Company.objects.get().owner == successor


def test_without_a_successor_the_work_lies_in_the_pool():
    leaver = make_user()
    contact = make_contact(owner=leaver)
    make_touch(contact, Touch.Kind.CONTACT_REQUEST, asset=None)

    leaver.deactivate(at=NOON)

    assert [task.rep for task in contact.tasks.open()] == [None]


def test_work_is_not_handed_to_somebody_who_left():
    leaver, gone = make_user(), make_user(is_active=False)

    with pytest.raises(ValueError, match="active rep"):
        leaver.deactivate(at=NOON, successor=gone)

    leaver.refresh_from_db()
    assert leaver.is_active


def test_the_right_person_is_known_by_referral():
    contact = make_contact(company=make_company(), owner=make_user())

    right = contact.refer({"first_name": "Zoë", "email": "zoe@nordquay.example"}, at=NOON, rep=contact.owner)

    assert (right.company, right.owner, right.referred_by) == (contact.company, contact.owner, contact)
    assert right.touches.get().kind == Touch.Kind.REFERRAL


def test_referring_to_somebody_known_makes_no_second_contact():
    known = make_contact(email="zoe@nordquay.example")

    right = make_contact("Ana Ruiz").refer({"email": "ZOE@nordquay.example "}, at=NOON, rep=make_user())

    assert right == known


def test_a_desks_address_tells_nobody_but_by_the_name():
    desk = make_contact("Reception", email="info@nordquay.example")
    contact = make_contact("Ana Ruiz")

    right = contact.refer({"first_name": "Zoë", "email": "info@nordquay.example"}, at=NOON, rep=make_user())
    same = contact.refer({"first_name": "Reception", "email": "info@nordquay.example"}, at=NOON, rep=make_user())

    assert right != desk
    assert right.name == "Zoë"
    assert "“info@nordquay.example” belongs to somebody else already" in right.touches.get().gist
    assert same == desk


def test_the_right_person_is_left_alone_if_they_asked_for_that():
    gone = make_contact("Zoë Achterberg", email="zoe@nordquay.example")
    gone.suppress(at=NOON)
    gone.delete()

    right = make_contact("Ana Ruiz").refer({"email": "zoe@nordquay.example"}, at=NOON, rep=make_user())

    assert right.stage == Stage.DO_NOT_CONTACT


def test_another_team_learns_that_somebody_named_theirs_but_not_who():
    theirs = make_contact("Zoë Achterberg", team=make_team("South"), email="zoe@nordquay.example")
    contact = make_contact("Ana Ruiz", team=make_team("North"))

    contact.refer({"email": "zoe@nordquay.example"}, at=NOON, rep=make_user())

    assert theirs.touches.get().gist == "Named by somebody of team North"


@pytest.mark.parametrize(
    ("kind", "normalised", "channel", "closed"),
    [
        ("email", "ana@nordquay.example", "", "stage"),
        ("domain", "nordquay.example", "", "stage"),
        ("linkedin", "in/ana-ruiz", "", "stage"),
        ("phone", "+4722550134", "phone", "no_phone"),
        ("domain", "nordquay.example", "email", "no_email"),
    ],
)
def test_whatever_address_is_added_what_was_closed_to_it_stays_closed(kind, normalised, channel, closed):
    Suppression.objects.create(kind=kind, digest=digest(kind, normalised), channel=channel, at=NOON)
    contact = make_contact("Ana Ruiz", email="")

    contact.add_points(
        email="ana@nordquay.example", phone="+47 22 55 01 34", linkedin="linkedin.com/in/ana-ruiz", at=NOON
    )

    contact.refresh_from_db()
    assert getattr(contact, closed) in (True, Stage.DO_NOT_CONTACT)


def test_an_address_that_is_corrected_is_heeded_too():
    Suppression.objects.create(kind="email", digest=digest("email", "ana@nordquay.example"), at=NOON)
    contact = make_contact("Ana Ruiz", email="anna@nordquay.example")

    contact.points.get().correct("ana@nordquay.example", at=NOON)

    contact.refresh_from_db()
    assert contact.stage == Stage.DO_NOT_CONTACT


def test_each_channel_that_was_closed_to_an_address_stays_closed():
    gone = make_contact(email="ana@nordquay.example")
    gone.suppress(at=NOON, channel="email")
    gone.suppress(at=NOON, channel="phone")
    gone.delete()

    again = make_contact("Ana Ruiz", email="ana@nordquay.example")

    again.refresh_from_db()
    assert (again.no_email, again.no_phone, again.no_post) == (True, True, False)


def test_only_what_was_found_out_is_written():
    contact = make_contact("Ana Ruiz")
    loaded_before = Contact.objects.get(pk=contact.pk)
    contact.suppress(at=NOON)

    loaded_before.edit(title="Head of Quality", at=NOON)

    contact.refresh_from_db()
    assert (contact.title, contact.stage) == ("Head of Quality", Stage.DO_NOT_CONTACT)


def test_addresses_that_are_taken_or_malformed_are_told():
    make_contact("Ana Ruiz", email="ana@nordquay.example")
    contact = make_contact(email="")

    problems = contact.add_points(email="ana@nordquay.example", phone="12", linkedin="nowhere", at=NOON)

    assert len(problems) == 3
    assert "belongs to somebody else" in problems[0]
    assert not contact.points.exists()


WRONG = {
    "a contact without a name": lambda: make_contact(" "),
    "nurture without a date": lambda: make_contact(stage=Stage.NURTURE),
    "one mail of two people": lambda: [
        make_contact().points.create(kind="email", value="a@b.example", normalised="a@b.example") for _ in range(2)
    ],
    "two companies of one domain": lambda: [make_company(domain="nordquay.example") for _ in range(2)],
    "a rep without a team": lambda: User.objects.create_user("rep@harborline.example", name="Rep"),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_what_must_never_be_true_the_database_refuses(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_companies_of_one_name_may_differ_by_domain():
    make_company("Nordquay AS", domain="nordquay.example")
    make_company("Nordquay Ltd", domain="nordquay-uk.example")
    make_company("Nordquay")

    assert Company.objects.filter(name_key="nordquay").count() == 3


def test_a_revisit_can_be_moved():
    contact = make_contact()
    contact.set_revisit(date(2026, 9, 1), at=NOON, cause=StageChange.Cause.OUTCOME, note="budget")

    contact.set_revisit(date(2026, 10, 1), at=NOON, cause=StageChange.Cause.OUTCOME, note="later")

    assert (contact.revisit_on, contact.revisit_note) == (date(2026, 10, 1), "later")
    assert contact.stage_changes.count() == 1
