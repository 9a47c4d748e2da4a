"""All settings, in one file. What differs between installations is read from LEADFLOW_* variables, each listed in
docs/install.md; a wrong value stops the start with a line naming the variable."""

from pathlib import Path
from urllib.parse import quote

from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONCE, NONE, SELF

from leadflow.lib import env, secret, sockets

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("LEADFLOW_DATA_DIR", BASE_DIR / "var")

DEBUG = env.flag("LEADFLOW_DEBUG")
SECRET_KEY = env.text("LEADFLOW_SECRET_KEY") or secret.key_in(DATA_DIR / "secret_key")
# Suppressions outlive the person as an HMAC. Its key is kept with the data, not rotated with SECRET_KEY.
SUPPRESSION_KEY = env.text("LEADFLOW_SUPPRESSION_KEY") or secret.key_in(DATA_DIR / "suppression_key")

ALLOWED_HOSTS = env.words("LEADFLOW_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("LEADFLOW_ORIGINS")
# True behind a TLS proxy that sets X-Forwarded-Proto; the embedded start answers plain HTTP on loopback.
HTTPS = env.flag("LEADFLOW_HTTPS")

INSTALLED_APPS = [
    "leadflow.accounts",
    "contacts",
    "scoring",
    "cadences",
    "leadflow.reports",
    "leadflow.forecast",
    "leadflow.rehearsal",
    "leadflow.ops",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "bootstrap_wrapper",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "leadflow.lib.once.ReadOnce",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leadflow.accounts.middleware.PersonalTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "leadflow.lib.toasts.ToastsInFragments",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leadflow.accounts.middleware.NoMoreThanFits",
]

ROOT_URLCONF = "leadflow.urls"
WSGI_APPLICATION = "leadflow.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "leadflow.accounts.context.shell",
            ],
            "builtins": ["leadflow.accounts.templatetags.ui", "django.contrib.humanize.templatetags.humanize"],
        },
    }
]

# Tuned by measurement: with Django's defaults most concurrent writes failed, with these none. See
# docs/decisions/sqlite.md.
EMBEDDED_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "leadflow.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;"
        ),
    },
}
DATABASES = {"default": env.database("LEADFLOW_DATABASE_URL") or EMBEDDED_SQLITE}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_SOCKET = env.folder("LEADFLOW_BROKER_SOCKET", sockets.broker_socket(DATA_DIR))
REDIS_URL = env.redis("LEADFLOW_REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{quote(str(BROKER_SOCKET))}"
# Limits on log-ins are kept here. In the database, which a log-in needs anyway: people get in while the broker is away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cached",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.number("LEADFLOW_WORKER_PROCESSES", 2)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Redelivery after a lost worker; must exceed the longest task. A failed publish may not hold up a web request.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "leadflow.ops.beat:AtOnce"
# A missed minute is caught up by the next, so a queued sweep is worthless after a minute.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "cadences.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "resume-uploads": {"task": "contacts.tasks.resume_uploads", "schedule": 60.0, "options": {"expires": 55}},
    "resume-decisions": {"task": "contacts.tasks.resume_decisions", "schedule": 60.0, "options": {"expires": 55}},
    "resume-forecasts": {
        "task": "leadflow.forecast.tasks.resume_forecasts",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "resume-rehearsals": {
        "task": "leadflow.rehearsal.tasks.resume_rehearsals",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "resume-rescores": {"task": "scoring.tasks.resume_rescores", "schedule": 60.0, "options": {"expires": 55}},
    "resume-moves": {"task": "cadences.tasks.resume_moves", "schedule": 60.0, "options": {"expires": 55}},
    "pick-up": {"task": "contacts.tasks.pick_up", "schedule": 60.0, "options": {"expires": 55}},
    "propose-of-one-mailbox": {
        "task": "contacts.tasks.propose_of_one_mailbox",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "forget": {"task": "contacts.tasks.forget", "schedule": 3600.0, "options": {"expires": 3500}},
    "keep-forecast": {"task": "leadflow.forecast.tasks.keep_forecast", "schedule": 60.0, "options": {"expires": 55}},
    "look-who-slips": {"task": "leadflow.reports.tasks.look_who_slips", "schedule": 60.0, "options": {"expires": 55}},
    "recount": {"task": "leadflow.reports.tasks.recount", "schedule": 60.0, "options": {"expires": 55}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "leadflow.accounts.forms.LogInForm",
    "reset_password": "leadflow.accounts.forms.ForgottenForm",
    "reset_password_from_key": "leadflow.accounts.forms.NewPasswordForm",
    "change_password": "leadflow.accounts.forms.ChangePasswordForm",
    "set_password": "leadflow.accounts.forms.SetPasswordForm",
    "reauthenticate": "leadflow.accounts.forms.ReauthenticateForm",
}
ACCOUNT_ADAPTER = "leadflow.accounts.adapter.ClosedDoor"
# Limits on log-ins count by the visitor's address. How many proxies of ours add theirs to X-Forwarded-For; without this
# all visitors would have the address of the proxy, and one of them could lock out everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("LEADFLOW_PROXIES", 1 if HTTPS else 0)
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "leadflow.ops.static.HashedStatic"},
}
# Uploaded lists are private: they are read by our views only and never served by address.
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The largest form; a list that somebody uploads may come on top, see leadflow.accounts.middleware.NoMoreThanFits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = env.number("LEADFLOW_UPLOAD_MAX_MB", 200) * 1024 * 1024
UPLOAD_MAX_ROWS = env.number("LEADFLOW_UPLOAD_MAX_ROWS", 2_000_000)
# Cells of a sheet counted as a full rectangle, which is how it lies in memory.
UPLOAD_MAX_CELLS = env.number("LEADFLOW_UPLOAD_MAX_CELLS", 30_000_000)
# What a workbook, which is a zip inside, may unpack to.
UPLOAD_MAX_INFLATED_BYTES = env.number("LEADFLOW_UPLOAD_MAX_INFLATED_MB", 768) * 1024 * 1024
# Where other programs put lists; each minute what lies there complete is received.
PICKUP_DIR = env.folder_or_none("LEADFLOW_PICKUP_DIR")

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

MAIL_SERVER = env.mail_server("LEADFLOW_MAIL_URL")
EMAIL_BACKEND = env.text(
    "LEADFLOW_EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if MAIL_SERVER else 'console'}.EmailBackend"
)
if MAIL_SERVER:
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL_SERVER.tls_at_once, MAIL_SERVER.starttls
# A server that does not answer may hold up the others for so many seconds.
EMAIL_TIMEOUT = 20
# Mails have no request to take it from, and a request could be made up.
BASE_URL = env.address("LEADFLOW_URL")
DEFAULT_FROM_EMAIL = env.text("LEADFLOW_MAIL_FROM", "leadflow@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# Health is asked from inside, where there is no TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LEADFLOW_LOG_LEVEL", "WARNING")},
}
