"""Every address with who may open and do what there, and a world in which each of them leads somewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from django.utils.timezone import now

from cadences import contesting
from cadences.editing import plan as plans
from cadences.models import Cadence, RejectReason, Sweep, Task
from contacts import merging
from contacts.merging import likely
from contacts.models import (
    ContactPoint,
    JunkEntry,
    ListSource,
    Persona,
    PossibleDuplicate,
    QuarantineDecision,
    Suppression,
    Upload,
    UploadRow,
)
from leadflow.accounts.models import Absence, DayOff, User
from leadflow.rehearsal import working as rehearsing
from scoring.models import LeadDefinition, Signature
from tests.factories import (
    NOON,
    log_outcome,
    make_company,
    make_contact,
    make_enrollment,
    make_team,
    make_touch,
    make_user,
)

# Who stands in which relation to what is looked at.
OWNER, MATE, STRANGER = "owner", "team mate", "rep of another team"
MANAGER, OTHER_MANAGER = "manager", "manager of another team"
MARKETING, ADMIN, ANONYMOUS = "marketing", "administrator", "anonymous"
EVERYBODY = {OWNER, MATE, STRANGER, MANAGER, OTHER_MANAGER, MARKETING, ADMIN}
THE_WORLD = EVERYBODY | {ANONYMOUS}
# Whoever works: reps and managers. Administrators may everything.
WORKERS = EVERYBODY - {MARKETING}
MANAGERS = {MANAGER, OTHER_MANAGER, ADMIN}
# Who sees this contact, who may work on it, and whose teams' work they lead.
SEEING = {OWNER, MATE, MANAGER, MARKETING, ADMIN}
WORKING = SEEING - {MARKETING}
LEADING = {MANAGER, ADMIN}
# Who brings in lists, and who of them sees this one.
UPLOADERS = {MARKETING, *MANAGERS}
UPLOADING = {MARKETING, *LEADING}
ADMINS = {ADMIN}
# Who keeps the firm's rules on junk, and the do-not-contact list.
KEEPERS = {MARKETING, ADMIN}
NOBODY: set[str] = set()


@dataclass(frozen=True)
class Route:
    """Who may GET and POST an address; `of` makes its arguments out of the world."""

    get: set[str]
    post: set[str]
    of: Callable = lambda world: []


def contact(world):
    return [world.contact.pk]


def task(world):
    return [world.task.pk]


def upload(world):
    return [world.upload.pk]


def cadence(world):
    return [world.cadence.pk]


def step(world):
    return [world.cadence.pk, "first-call"]


def row(world):
    return [world.row.pk]


ROUTES = {
    "contact_list": Route(get=EVERYBODY, post=NOBODY),
    "nurture": Route(get=EVERYBODY, post=NOBODY),
    "search": Route(get=EVERYBODY, post=NOBODY),
    "give_contacts": Route(get=NOBODY, post=WORKERS),
    "undo_giving": Route(get=NOBODY, post=WORKERS, of=lambda world: ["no-token"]),
    "add_contact": Route(get=EVERYBODY, post=EVERYBODY),
    "contact": Route(get=SEEING, post=NOBODY, of=contact),
    "contact_timeline": Route(get=SEEING, post=NOBODY, of=contact),
    "why": Route(get=SEEING, post=NOBODY, of=contact),
    "edit_contact": Route(get=SEEING, post=SEEING, of=contact),
    "add_touch": Route(get=SEEING, post=SEEING, of=contact),
    "add_note": Route(get=SEEING, post=SEEING, of=contact),
    "add_point": Route(get=SEEING, post=SEEING, of=contact),
    "suppress": Route(get=SEEING, post=SEEING, of=contact),
    "wish": Route(get=SEEING, post=SEEING, of=contact),
    "set_revisit": Route(get=WORKING, post=WORKING, of=contact),
    "make_lead": Route(get=WORKING, post=WORKING, of=contact),
    "disqualify": Route(get=WORKING, post=WORKING, of=contact),
    "give_contact": Route(get=WORKING, post=WORKING, of=contact),
    "take_back": Route(get=LEADING, post=LEADING, of=contact),
    "lift_suppressions": Route(get=LEADING, post=LEADING, of=contact),
    "likely_same": Route(get=SEEING, post=NOBODY, of=contact),
    "find_same": Route(get=SEEING, post=NOBODY, of=contact),
    "merge_contacts": Route(get=SEEING, post=SEEING, of=lambda world: [world.contact.pk, world.double.pk]),
    "take_apart": Route(get=NOBODY, post=SEEING, of=lambda world: [world.merge.pk]),
    "duplicates": Route(get=EVERYBODY, post=NOBODY),
    "dismiss_duplicate": Route(get=NOBODY, post=SEEING, of=lambda world: [world.pair.pk]),
    "propose_again": Route(get=NOBODY, post=SEEING, of=lambda world: [world.pair.pk]),
    "edit_point": Route(get=SEEING, post=SEEING, of=lambda world: [world.point.pk]),
    "mark_wrong": Route(get=NOBODY, post=SEEING, of=lambda world: [world.point.pk]),
    "mark_right": Route(get=NOBODY, post=SEEING, of=lambda world: [world.point.pk]),
    "touch": Route(get=SEEING, post=NOBODY, of=lambda world: [world.touch.pk]),
    "undo_touch": Route(get=NOBODY, post={OWNER}, of=lambda world: [world.touch.pk]),
    "company_list": Route(get=EVERYBODY, post=NOBODY),
    "company": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.company.pk]),
    "company_timeline": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.company.pk]),
    "edit_company": Route(get=EVERYBODY, post=EVERYBODY, of=lambda world: [world.company.pk]),
    "plan": Route(get=WORKING, post=NOBODY, of=contact),
    "enroll": Route(get=WORKING, post=WORKING, of=contact),
    "pause_plan": Route(get=WORKING, post=WORKING, of=lambda world: [world.enrollment.pk]),
    "resume_plan": Route(get=NOBODY, post=WORKING, of=lambda world: [world.enrollment.pk]),
    "stop_plan": Route(get=WORKING, post=WORKING, of=lambda world: [world.enrollment.pk]),
    "out_of_office": Route(get=WORKING, post=WORKING, of=contact),
    "cancel_task": Route(get=WORKING, post=WORKING, of=task),
    "out_from_card": Route(get=NOBODY, post=WORKING, of=task),
    "start_plan_now": Route(get=NOBODY, post=WORKING, of=lambda world: [world.enrollment.pk]),
    "waiting_of_list": Route(get=UPLOADING, post=NOBODY, of=upload),
    # The lead definition
    "definition": Route(get=EVERYBODY, post=NOBODY),
    "definition_version": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [1]),
    "begin_draft": Route(get=NOBODY, post=UPLOADERS),
    "draft_definition": Route(get=EVERYBODY, post=NOBODY),
    "edit_definition": Route(get=UPLOADERS, post=UPLOADERS),
    "comment_on_draft": Route(get=NOBODY, post=EVERYBODY),
    "sign_definition": Route(get=NOBODY, post=UPLOADERS, of=lambda world: ["sales"]),
    "withdraw_signature": Route(get=NOBODY, post=UPLOADERS),
    "give_up_draft": Route(get=NOBODY, post=UPLOADERS),
    "take_up_draft": Route(get=NOBODY, post=UPLOADERS, of=lambda world: [world.given_up.version]),
    "rehearsal": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.draft.version]),
    "rehearsal_headline": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.draft.version]),
    "rehearse": Route(get=NOBODY, post=UPLOADERS, of=lambda world: [world.draft.version]),
    "cancel_rehearsal": Route(get=NOBODY, post=UPLOADERS, of=lambda world: [world.draft.version]),
    "rehearsed_people": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.draft.version, "no_longer"]),
    "persona_list": Route(get=EVERYBODY, post=NOBODY),
    "add_persona": Route(get=UPLOADERS, post=UPLOADERS),
    "count_persona": Route(get=NOBODY, post=UPLOADERS),
    "persona": Route(get=UPLOADERS, post=UPLOADERS, of=lambda world: [world.persona.pk]),
    "retire_persona": Route(get=NOBODY, post=UPLOADERS, of=lambda world: [world.persona.pk]),
    "revive_persona": Route(get=NOBODY, post=UPLOADERS, of=lambda world: [world.persona.pk]),
    # The rep's day
    "today": Route(get=WORKERS, post=NOBODY),
    "day_of_rep": Route(get=LEADING, post=NOBODY, of=lambda world: [world.people[OWNER].pk]),
    "work": Route(get=WORKERS, post=NOBODY),
    "back_to_task": Route(get=NOBODY, post=WORKERS),
    "work_task": Route(get=WORKING, post=NOBODY, of=task),
    "take_task": Route(get=NOBODY, post=WORKING, of=task),
    "skip_task": Route(get=NOBODY, post=WORKING, of=task),
    "log_outcome": Route(get=NOBODY, post=WORKING, of=task),
    "snooze_task": Route(get=NOBODY, post=WORKING, of=task),
    "unsnooze_task": Route(get=NOBODY, post=WORKING, of=task),
    "keep_note": Route(get=NOBODY, post=WORKING, of=task),
    "undo_outcome": Route(get=NOBODY, post={OWNER}, of=lambda world: [world.completion.pk]),
    "dial_again": Route(get=NOBODY, post={OWNER}, of=lambda world: [world.completion.pk]),
    "response_new": Route(get=WORKERS, post=WORKING),
    "undo_by_hand": Route(get=NOBODY, post=EVERYBODY, of=lambda world: ["no-token"]),
    # Plans
    "plan_list": Route(get=EVERYBODY, post=NOBODY),
    "cadence": Route(get=EVERYBODY, post=NOBODY, of=cadence),
    "cadence_version": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.cadence.pk, 1]),
    "plan_new": Route(get=MANAGERS, post=MANAGERS),
    "plan_from_file": Route(get=NOBODY, post=MANAGERS),
    "plan_name": Route(get=MANAGERS, post=MANAGERS, of=cadence),
    "plan_file": Route(get=EVERYBODY, post=NOBODY, of=cadence),
    "discard_plan": Route(get=NOBODY, post=MANAGERS, of=cadence),
    "plan_entry": Route(get=MANAGERS, post=MANAGERS, of=lambda world: [world.other_plan.pk]),
    "everybody_else": Route(get=MANAGERS, post=NOBODY),
    "take_everybody_else": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.other_plan.pk, world.cadence.pk]),
    "move_plan": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.other_plan.pk, "down"]),
    "retire_plan": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.other_plan.pk]),
    "revive_plan": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.other_plan.pk]),
    "plan_after": Route(get=MANAGERS, post=MANAGERS, of=cadence),
    "undo_plan_setting": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.cadence.pk, world.cadence.edition]),
    "begin_plan_draft": Route(get=NOBODY, post=MANAGERS, of=cadence),
    "plan_draft": Route(get=MANAGERS, post=NOBODY, of=cadence),
    "reset_plan_draft": Route(get=NOBODY, post=MANAGERS, of=cadence),
    "publish_plan": Route(get=MANAGERS, post=MANAGERS, of=cadence),
    "undo_plan_edit": Route(
        get=NOBODY, post=MANAGERS, of=lambda world: [world.cadence.pk, world.cadence.draft.edition]
    ),
    "add_step": Route(get=MANAGERS, post=MANAGERS, of=cadence),
    "draft_step": Route(get=MANAGERS, post=MANAGERS, of=step),
    "copy_step": Route(get=NOBODY, post=MANAGERS, of=step),
    "remove_step": Route(get=NOBODY, post=MANAGERS, of=step),
    "move_step": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.cadence.pk, "first-call", "later"]),
    "second_wording": Route(get=MANAGERS, post=MANAGERS, of=step),
    "keep_wording": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.cadence.pk, "first-call", "A"]),
    # What comes to whom, and how much on one day
    "weeks": Route(get=WORKERS, post=NOBODY),
    "weeks_day": Route(
        get={OWNER, *LEADING}, post=NOBODY, of=lambda world: [f"rep-{world.people[OWNER].pk}", str(now().date())]
    ),
    "daily_limits": Route(get=ADMINS, post=ADMINS),
    "rep_limits": Route(get=LEADING, post=LEADING, of=lambda world: [world.people[OWNER].pk]),
    # Why leads are not accepted
    "reject_reasons": Route(get=MANAGERS, post=NOBODY),
    "add_reject_reason": Route(get=NOBODY, post=MANAGERS),
    "reject_reason": Route(get=MANAGERS, post=MANAGERS, of=lambda world: [world.reason.pk]),
    "retire_reject_reason": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.reason.pk]),
    "revive_reject_reason": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.retired_reason.pk]),
    "move_reject_reason": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.reason.pk, "down"]),
    # Lists
    "upload_list": Route(get=UPLOADERS, post=NOBODY),
    "upload_new": Route(get=UPLOADERS, post=UPLOADERS),
    "upload": Route(get=UPLOADING, post=NOBODY, of=upload),
    "upload_mend": Route(get=NOBODY, post=UPLOADING, of=upload),
    "forecast": Route(get=UPLOADING, post=UPLOADING, of=upload),
    "forecast_rows": Route(get=UPLOADING, post=NOBODY, of=lambda world: [world.upload.pk, "leads"]),
    "upload_progress": Route(get=UPLOADING, post=NOBODY, of=lambda world: [world.upload.pk, "reading"]),
    "upload_check": Route(get=NOBODY, post=UPLOADING, of=upload),
    "upload_cancel": Route(get=NOBODY, post=UPLOADING, of=upload),
    "upload_go_on": Route(get=NOBODY, post=UPLOADING, of=upload),
    # It was never imported, so that there is nothing to take back.
    "undo_upload": Route(get=UPLOADING, post=UPLOADING, of=upload),
    "upload_rows": Route(get=UPLOADING, post=NOBODY, of=upload),
    "upload_anew": Route(get=NOBODY, post=UPLOADING, of=upload),
    "source_list": Route(get=UPLOADERS, post=NOBODY),
    "list_source": Route(get=UPLOADING, post=UPLOADING, of=lambda world: [world.source.pk]),
    "forget_source": Route(get=NOBODY, post=UPLOADING, of=lambda world: [world.source.pk]),
    "quarantine": Route(get=UPLOADERS, post=NOBODY),
    "release_row": Route(get=NOBODY, post=UPLOADING, of=row),
    "discard_row": Route(get=NOBODY, post=UPLOADING, of=row),
    "take_back_row": Route(get=NOBODY, post=UPLOADING, of=row),
    "decide_rows": Route(get=NOBODY, post=UPLOADERS),
    "take_back_decision": Route(get=NOBODY, post={MARKETING}, of=lambda world: [world.decision.pk]),
    "allow_always": Route(get=NOBODY, post=KEEPERS, of=lambda world: [world.row.pk, "name"]),
    "judge_anew": Route(get=KEEPERS, post=NOBODY),
    "judged_anew": Route(get=NOBODY, post=KEEPERS),
    "junk_rules": Route(get=KEEPERS, post=NOBODY),
    "caught_rows": Route(get=KEEPERS, post=NOBODY, of=lambda world: ["cartoon"]),
    "set_junk_rule": Route(get=NOBODY, post=KEEPERS, of=lambda world: ["cartoon", "flag"]),
    "add_junk_entries": Route(get=NOBODY, post=KEEPERS),
    "undo_junk_entries": Route(get=NOBODY, post=KEEPERS, of=lambda world: ["no-token"]),
    "set_junk_entry": Route(get=NOBODY, post=KEEPERS, of=lambda world: [world.junk_entry.pk, "flag"]),
    "remove_junk_entry": Route(get=NOBODY, post=KEEPERS, of=lambda world: [world.junk_entry.pk]),
    "restore_junk_entry": Route(get=NOBODY, post=KEEPERS, of=lambda world: [world.junk_entry.pk]),
    "do_not_contact": Route(get=UPLOADERS, post=NOBODY),
    "add_suppressions": Route(get=KEEPERS, post=KEEPERS),
    "lift_suppression": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.suppression.pk]),
    "close_again": Route(get=NOBODY, post=MANAGERS, of=lambda world: [world.suppression.pk]),
    # What managers see
    "dashboard": Route(get=MANAGERS, post=NOBODY),
    "calls": Route(get=MANAGERS, post=NOBODY),
    "tasks": Route(get=MANAGERS, post=NOBODY),
    "steps": Route(get=MANAGERS, post=NOBODY),
    "step_tasks": Route(get=MANAGERS, post=NOBODY),
    "decided": Route(get=MANAGERS, post=NOBODY),
    "leads_given": Route(get=MANAGERS, post=NOBODY),
    "leads_waiting": Route(get=MANAGERS, post=NOBODY),
    "requests": Route(get=MANAGERS, post=NOBODY),
    "source": Route(get=MANAGERS, post=NOBODY, of=lambda world: ["webinar"]),
    "rejected": Route(get=UPLOADERS, post=NOBODY),
    "contest_rejection": Route(get=NOBODY, post=KEEPERS, of=lambda world: [world.rejection.pk]),
    "contested": Route(get=MANAGERS, post=NOBODY),
    "contests_waiting": Route(get=MANAGERS, post=NOBODY),
    "decide_contest": Route(get=NOBODY, post=LEADING, of=lambda world: [world.contest.pk]),
    "slipping": Route(get=MANAGERS, post=NOBODY),
    "mend_slip": Route(get=NOBODY, post=LEADING, of=contact),
    "late": Route(get=MANAGERS, post=NOBODY),
    # The house
    "home": Route(get=THE_WORLD, post=NOBODY),
    # There is somebody already, so nobody becomes administrator by walking in.
    "set_up": Route(get=NOBODY, post=NOBODY),
    "profile": Route(get=EVERYBODY, post=EVERYBODY),
    "keys": Route(get=EVERYBODY, post=NOBODY),
    "absences": Route(get=WORKERS, post=NOBODY),
    "add_absence": Route(get=NOBODY, post=WORKERS),
    "absence": Route(get={OWNER, *LEADING}, post={OWNER, *LEADING}, of=lambda world: [world.absence.pk]),
    "end_absence": Route(get=NOBODY, post={OWNER, *LEADING}, of=lambda world: [world.absence.pk]),
    "undo_absence": Route(get=NOBODY, post=WORKERS, of=lambda world: ["no-token"]),
    "people": Route(get=ADMINS, post=NOBODY),
    "add_person": Route(get=ADMINS, post=ADMINS),
    "person": Route(get=ADMINS, post=ADMINS, of=lambda world: [world.people[MATE].pk]),
    "person_link": Route(get=NOBODY, post=ADMINS, of=lambda world: [world.people[MATE].pk]),
    "deactivate_person": Route(get=ADMINS, post=ADMINS, of=lambda world: [world.people[MATE].pk]),
    "reactivate_person": Route(get=NOBODY, post=ADMINS, of=lambda world: [world.gone.pk]),
    "add_team": Route(get=ADMINS, post=ADMINS),
    "team": Route(get=ADMINS, post=ADMINS, of=lambda world: [world.north.pk]),
    "firm": Route(get=ADMINS, post=ADMINS),
    "add_day_off": Route(get=NOBODY, post=ADMINS),
    "remove_day_off": Route(get=NOBODY, post=ADMINS, of=lambda world: [world.day_off.pk]),
    "styleguide": Route(get=ADMINS, post=ADMINS),
    "health": Route(get=ADMINS, post=NOBODY),
    "health_sign": Route(get=ADMINS, post=NOBODY),
    "health_check": Route(get=THE_WORLD, post=NOBODY),
    # Without a demo firm its door is no door.
    "demo_progress": Route(get=THE_WORLD, post=NOBODY),
    "demo_log_in": Route(get=NOBODY, post=NOBODY, of=lambda world: [world.people[OWNER].pk]),
    "demo_end": Route(get=NOBODY, post=NOBODY),
}


def make_world() -> SimpleNamespace:
    """Two teams; a lead of the first, in its plan, with something of everything."""
    north, south = make_team(), make_team()
    owner = make_user(team=north)
    people = {
        OWNER: owner,
        MATE: make_user(team=north),
        STRANGER: make_user(team=south),
        MANAGER: make_user(User.Role.MANAGER, manages=[north]),
        OTHER_MANAGER: make_user(User.Role.MANAGER, manages=[south]),
        MARKETING: make_user(User.Role.MARKETING),
        ADMIN: make_user(User.Role.ADMINISTRATOR),
    }
    company = make_company()
    lead = make_contact(owner=owner, company=company, phone="+47 22 55 01 34")
    merge = merging.merge(lead, make_contact(owner=owner, email=""), by=owner, at=now())
    double = make_contact(lead.name, owner=owner, company=company)
    likely.propose(likely.known([double.pk]), at=NOON)
    enrollment = make_enrollment(lead)
    completion = log_outcome(lead, "no_answer")
    Sweep.objects.create(started_at=now(), finished_at=now())
    open_task = Task.open_for(lead, Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON)
    source = ListSource.objects.create(
        name="Fairs", key="fairs", headings=["Email", "Wer"], mapping={"email": "email", "wer": None}, created_at=NOON
    )
    upload = Upload.objects.create(by=people[MARKETING], team=north, name="list.csv", sha256="0" * 64, created_at=NOON)
    upload.list_source = source
    upload.save(update_fields=["list_source"])
    definition = LeadDefinition.in_force(now())
    given_up = definition.draft_next(by=people[MANAGER], at=NOON)
    given_up.give_up()
    draft = definition.draft_next(by=people[MANAGER], at=NOON)
    draft.change(lead_interactions=3, note="Two were too few.")
    Signature.sign(draft, "marketing", by=people[MARKETING], at=NOON, read=draft.edition)
    draft.comments.create(by=owner, at=NOON, text="Three is right for us.")
    rehearsed = rehearsing.ask(draft, by=people[MANAGER], at=NOON)
    rehearsing.do_all(rehearsed.pk, clock=lambda: NOON)
    rejections = [log_outcome(make_contact(owner=owner, stage="lead"), "rejected", reason="Junk") for _ in range(2)]
    plan = Cadence.default()
    plan.begin_draft().edit(lambda steps: plans.move(steps, "post-card", 1))
    plan.lead_on(Cadence.Then.NURTURE, days=90)
    return SimpleNamespace(
        cadence=plan,
        other_plan=Cadence.begin("Former leads", plan.current.plan),
        rejection=rejections[0],
        contest=contesting.contest(rejections[1], why="They wrote to us.", by=people[MARKETING], at=NOON),
        given_up=given_up,
        draft=draft,
        persona=Persona.objects.create(name="Cold chain buyer", titles=["quality"], min_employees=10),
        source=source,
        north=north,
        people=people,
        gone=make_user(team=north, is_active=False),
        company=company,
        contact=lead,
        point=lead.points.get(kind=ContactPoint.Kind.EMAIL),
        double=double,
        pair=PossibleDuplicate.objects.get(),
        merge=merge,
        touch=make_touch(lead, rep=owner),
        enrollment=enrollment,
        completion=completion,
        task=open_task,
        upload=upload,
        row=UploadRow.objects.create(upload=upload, number=2, fate=UploadRow.Fate.QUARANTINED),
        decision=QuarantineDecision.objects.create(verb="discard", by=people[MARKETING], at=NOON, finished_at=NOON),
        reason=RejectReason.objects.get(label="Competitor"),
        retired_reason=RejectReason.objects.create(label="Too small", key="z", position=20, is_active=False),
        junk_entry=JunkEntry.objects.allow("name", "Mickey Mouse", by=people[MARKETING], at=NOON),
        suppression=Suppression.objects.create(kind="domain", digest="0" * 64, value="polder.example", at=NOON),
        day_off=DayOff.objects.create(day="2026-12-24", name="Christmas Eve"),
        absence=Absence.objects.create(rep=owner, first="2099-07-01", last="2099-07-14", changed_at=NOON),
    )
