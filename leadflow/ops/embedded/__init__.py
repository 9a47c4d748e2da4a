"""The embedded start: web, worker, beat and broker as one thing, on one machine, with one Ctrl-C.

./run starts it inside the environment. docs/decisions/embedded-start.md says why it is ours and what it promises.
"""
