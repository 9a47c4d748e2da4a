"""What the numbers say, in the words of a manager. Pure: figures in, sentences out."""

from collections.abc import Sequence

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
SHARES = (
    (0.9, "Nine of ten"),
    (0.8, "Four of five"),
    (0.75, "Three of four"),
    (2 / 3, "Two of three"),
    (0.5, "Half of the"),
)
CLOSE = 0.05
# Fewer tell nothing.
ENOUGH = 5
# Fewer answers tell nothing of the steps of a plan, of which there are a dozen.
ENOUGH_ANSWERS = 30
# More attempts than this share a column.
LAST_COLUMN = 10


def headline(people, total) -> str:
    """One or two sentences: who is behind on calls, and whose leads or tasks wait."""
    reps = [figures for figures in people if figures.goal]
    if not people:
        return "Nobody works here yet."
    if not total.dials:
        return _sentences("Nobody has called anybody in these days.", waiting(people, total))
    return _sentences(pace(reps), waiting(people, total))


def pace(reps) -> str:
    """Who is behind on calls."""
    behind = [figures for figures in reps if figures.is_behind]
    others = len(reps) - len(behind)
    if not reps:
        return ""
    if not behind:
        return "On pace with calls." if len(reps) == 1 else "Everybody is on pace with calls."
    if not others and len(reps) > 1:
        return "Everybody is behind on calls."
    who = _and([figures.person.first_name for figures in behind])
    verb = "is" if len(behind) == 1 else "are"
    rest = {0: "", 1: "; the other is on pace"}.get(others, "; everyone else is on pace")
    return f"{who} {verb} behind on calls{rest}."


def waiting(people, total) -> str:
    """The leads nobody tried, or else the tasks that are late, and whose they are."""
    for name, one, many in (
        ("never_touched", "lead was never touched", "leads were never touched"),
        ("overdue", "task is overdue", "tasks are overdue"),
    ):
        number = getattr(total, name)
        if number:
            return f"{number} {one if number == 1 else many}{whose(people, name, number)}."
    return "Nothing is late."


def whose(people, name: str, number: int) -> str:
    """To whom most of a number belongs, as the end of a sentence; empty where it is nobody's in particular."""
    most = max(people, key=lambda figures: getattr(figures, name))
    theirs = getattr(most, name)
    owner = f"{most.person.first_name}’s" if most.person else ""
    if len(people) < 2 or theirs * 2 <= number:
        return ""
    if theirs == number:
        return f", {owner}" if number == 1 else f", all {owner}"
    return f", {theirs} of them {owner}"


def attempts_until_meeting(numbers: Sequence[int]) -> tuple[str, int]:
    """The title of the chart, and after which attempt the finding begins (0 where there is none)."""
    if len(numbers) < ENOUGH:
        return "Too few meetings yet to tell how many attempts they take", 0
    shares = {after: sum(number > after for number in numbers) / len(numbers) for after in range(1, LAST_COLUMN)}
    told = [
        (wanted * after, after, words)
        for after, share in shares.items()
        for wanted, words in SHARES
        if abs(share - wanted) <= CLOSE
    ]
    if told:
        _, after, words = max(told)
        return f"{words} meetings come after the {ORDINALS[after - 1]} attempt", after
    if shares[1] < 0.5:
        return "Most meetings come at the first attempt", 0
    after = max(after for after, share in shares.items() if share >= 0.5)
    return f"{100 * shares[after]:.0f} % of meetings come after the {ORDINALS[after - 1]} attempt", after


def sources(found) -> str:
    """Which source brings most, and which brings the best; found in the accepted share, then in meetings."""
    telling = [source for source in found if source.leads >= ENOUGH]
    if len(telling) < 2:
        return "Too few leads yet to compare the sources"
    most = max(telling, key=lambda source: source.leads)
    best = max(telling, key=lambda source: (source.meetings / source.leads, source.accepted_share))
    if best is most:
        return f"{most.name} bring the most leads, and the most meetings from them"
    return f"{best.name} bring fewer leads than {most.name.lower()}, but more meetings from them"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def steps(lines) -> str:
    """After which step of a plan most answers came; or that it is too early to tell."""
    done, brought = (sum(line.numbers[key] for line in lines) for key in ("done", "brought"))
    if not done:
        return "Nothing of this plan was done in these days."
    so_far = f"{brought:,} answer{'' if brought == 1 else 's'} to {done:,} step{'' if done == 1 else 's'}"
    if brought < ENOUGH_ANSWERS:
        return f"{so_far}: too few to tell which step brings most."
    best = max(lines, key=lambda line: line.numbers["brought"])
    share = round(100 * best.numbers["brought"] / brought)
    return f"{so_far}; {share} % came on “{best.step.name}”, day {best.step.day}."
