"""The sweep: what is due becomes tasks, at most once (invariant I1).

What is due is rows in the database; whoever calls says what time it is. A missed sweep is caught up by the next, two
at a time share the work, and one killed in the middle leaves its batch as it was.

`sweeping` says what a sweep does, and in which order. `lanes` knows where a plan stands, when its step is due and
where it stands then; `skipping` why a step cannot be done; `claiming` claims what is due and writes the tasks;
`upkeep` is what has its day beside the steps: holds that end, tasks that lapse, people who come back.
"""

from cadences.firing.sweeping import sweep
from cadences.firing.swept import Swept

__all__ = ["Swept", "sweep"]
