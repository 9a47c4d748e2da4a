import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from leadflow.lib import env, sockets
from leadflow.ops.embedded import broker
from leadflow.ops.embedded.child import Child
from leadflow.ops.embedded.errors import CannotStart
from leadflow.ops.embedded.lock import DataLock

ROOT = Path(__file__).resolve().parents[3]
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK = 0.1
ANSWERS_WITHIN = 60.0
# Requests are short and tasks are cut to five seconds at most, so these are seldom used up.
WEB_STOPS_WITHIN = 6.0
WORKER_STOPS_WITHIN = 10.0
BROKER_STOPS_WITHIN = 5.0


class Stopped(Exception):
    """A signal asked us to stop."""


class Supervisor:
    """Starts the children in order, starts again what ends by itself, and stops them in order."""

    def __init__(self, data: Path, lock: DataLock, listener: socket.socket, *, wants_demo: bool) -> None:
        self.data = data
        self.lock = lock
        self.listener = listener
        self.wants_demo = wants_demo
        self.socket = env.folder("LEADFLOW_BROKER_SOCKET", sockets.broker_socket(data))
        self.services: list[Child] = []
        self.demo: Child | None = None
        self.asked_to_stop = False

    def run(self) -> int:
        """Until a signal comes. Whatever happens, nothing of ours runs on afterwards."""
        # Set even where ignored: a shell starts what runs in the background with INT ignored.
        for number in STOP_SIGNALS:
            signal.signal(number, self.on_signal)
        # ./run holds them back until there is somebody to stop in order.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        try:
            self.start()
            while True:
                self.look_after()
                self.pause()
        except Stopped:
            say("Stopping ...")
            return 0
        finally:
            self.stop()

    def on_signal(self, number: int, frame: object) -> None:
        """Only noted: raising from here could lose a child that is just being started."""
        self.asked_to_stop = True

    def pause(self) -> None:
        """Every wait goes through here, so that a signal ends it."""
        time.sleep(TICK)
        if self.asked_to_stop:
            raise Stopped

    # Starting

    def start(self) -> None:
        """The database, the broker, the web; once that answers, what works behind it."""
        self.note_who_runs()
        os.environ["LEADFLOW_DATA_DIR"] = str(self.data)
        redis_url = env.redis("LEADFLOW_REDIS_URL")
        if redis_url:
            broker.look_for(redis_url)
        found = self.prepare()
        if not redis_url:
            command = broker.command(self.socket, data=self.data / "valkey")
            # On a TERM it still writes down what it holds.
            child = self.child("broker", command, orphaned=signal.SIGTERM)
            self.start_service(child, ready=lambda: broker.answers(self.socket))
        self.start_service(self.web(), ready=self.web_answers)
        self.start_service(self.worker())
        self.start_service(self.beat())
        self.welcome(**found)

    def prepare(self) -> dict[str, bool]:
        """Bring the database and static files up to date. The answer has `has_people` and `has_demo`."""
        say("Preparing the database ...")
        demo = ["--demo"] if self.wants_demo else []
        child = self.python("prepare", str(ROOT / "manage.py"), "prepare", *demo)
        process = child.start(stdout=subprocess.PIPE)
        try:
            while child.running:
                self.pause()
        finally:
            child.stop()
            child.end(within=WEB_STOPS_WITHIN)
        if process.returncode:
            raise CannotStart(f"The database could not be prepared. {child.log} ends with:\n{child.last_words()}")
        return json.loads(process.stdout.read() if process.stdout else b"")

    def start_service(self, child: Child, *, ready: Callable[[], bool] | None = None) -> None:
        """Start it, and wait until it is ready where something else depends on that."""
        self.services.append(child)
        child.start()
        self.note_who_runs()
        until = time.monotonic() + ANSWERS_WITHIN
        while ready and not ready():
            if not child.running or time.monotonic() > until:
                raise CannotStart(f"{child.name} did not start. {child.log} ends with:\n{child.last_words()}")
            self.pause()

    def web(self) -> Child:
        socket = self.listener.fileno()
        options = ("leadflow.wsgi", "--config=python:leadflow.ops.web", f"--bind=fd://{socket}")
        return self.python("web", "-m", "gunicorn", *options, keep=[socket])

    def worker(self) -> Child:
        options = ("worker", "--without-gossip", "--without-mingle", "--loglevel=WARNING")
        return self.python("worker", "-m", "celery", "--app=leadflow", *options)

    def beat(self) -> Child:
        options = ("beat", "--pidfile=", "--loglevel=WARNING")
        return self.python("beat", "-m", "celery", "--app=leadflow", *options)

    def python(self, name: str, *arguments: str, **options) -> Child:
        return self.child(name, [sys.executable, *arguments], **options)

    def child(self, name: str, command: list[str], *, keep: list[int] | None = None, **options) -> Child:
        log = self.data / "log" / f"{name}.log"
        return Child(name, command, log, keep=[self.lock.descriptor, *(keep or [])], **options)

    def web_answers(self) -> bool:
        """Any answer will do: health waits for a first sweep."""
        host, port = self.listener.getsockname()[:2]
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(reachable, port, timeout=5)
            connection.request("GET", "/health/", headers={"Host": "localhost"})
            return bool(connection.getresponse().status)
        return False

    def welcome(self, *, has_people: bool, has_demo: bool) -> None:
        """Say the address and how to get in; build the demo firm where there is nobody yet."""
        say(f"\n  Leadflow runs at {self.address()}\n")
        if has_people:
            say("Log in with your e-mail address and password. Ctrl-C stops; the data stay.")
        elif self.wants_demo and has_demo:
            say("The demo firm is being built; its log-ins are on the log-in page. Ctrl-C stops; the data stay.")
        else:
            say("Nobody is in it yet: open the address and make the administrator. Ctrl-C stops; the data stay.")
        if self.wants_demo and has_demo:
            self.demo = self.python("demo", str(ROOT / "manage.py"), "demo", "--if-empty")
            self.demo.start(stdout=sys.stderr.fileno())
            self.note_who_runs()

    def address(self) -> str:
        host, port = self.listener.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    # Running

    def look_after(self) -> None:
        """Start again what ended, after a pause that grows while it does not last."""
        for child in self.services:
            if child.just_ended():
                say(f"{child.name} ended by itself ({child.exit_code}) and is started again. Its log: {child.log}")
                child.end(within=0)
            elif child.may_start_again():
                child.start()
                self.note_who_runs()
            child.trim_log()
        if self.demo and not self.demo.running:
            if self.demo.exit_code:
                say(f"The demo firm could not be built. {self.demo.log} ends with:\n{self.demo.last_words()}")
            self.demo = None

    def note_who_runs(self) -> None:
        started = [*self.services, *([self.demo] if self.demo else [])]
        groups = {child.name: child.process.pid for child in started if child.process}
        self.lock.note(pid=os.getpid(), address=self.address(), groups=groups)

    # Stopping

    def stop(self) -> None:
        """First who gives work, then who does it, then the broker that keeps what was not begun."""
        found = {child.name: child for child in self.services}
        self.stop_together([found.get("beat"), found.get("web"), self.demo], within=WEB_STOPS_WITHIN)
        self.stop_together([found.get("worker")], within=WORKER_STOPS_WITHIN)
        self.stop_together([found.get("broker")], within=BROKER_STOPS_WITHIN)
        # A short folder made for the socket alone is empty now; any other stays.
        with contextlib.suppress(OSError):
            self.socket.parent.rmdir()

    def stop_together(self, children: list[Child | None], *, within: float) -> None:
        until = time.monotonic() + within
        for child in filter(None, children):
            child.stop()
        for child in filter(None, children):
            child.end(within=max(0.0, until - time.monotonic()))


def say(message: str) -> None:
    """To the person at the terminal, as long as there is one."""
    with contextlib.suppress(OSError):
        print(message, file=sys.stderr, flush=True)
