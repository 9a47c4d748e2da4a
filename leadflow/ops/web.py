"""Gunicorn's settings, for the embedded start and for the container alike.

Threads, because a request mostly waits for the database; two processes, so that one may be started again.
"""

from leadflow.lib import env

worker_class = "gthread"
workers = env.number("LEADFLOW_WEB_PROCESSES", 2)
threads = 4
timeout = 60
graceful_timeout = 5
# The code is read once and shared; nothing connects to anything before the fork.
preload_app = True
control_socket_disable = True
