"""Taking an upload back: whom it made goes, what it changed is as before, and who was worked since is kept.

`kept` tells who stays and why; `people` takes the others back, some at a time; `rest` does what is no person's: what
unsubscribe columns closed, companies and assets; `pieces` is the order of all that, and `foresight` says beforehand
what it would do; `forgetting` drops the records. The reasons stand in docs/decisions/uploads.md, "Taking a list back".
"""
