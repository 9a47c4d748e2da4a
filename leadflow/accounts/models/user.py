from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction

from leadflow.accounts import signals
from leadflow.accounts.models.team import Team
from leadflow.lib.zones import validate_zone


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def active_reps(self):
        return self.filter(is_active=True, role=User.Role.REP)

    def visible_to(self, user):
        """Whom a person may see and name: administrators and marketing everyone, others the people of their teams."""
        if user.sees_everything or user.role == User.Role.MARKETING:
            return self
        return self.filter(models.Q(team__in=user.visible_teams()) | models.Q(pk=user.pk)).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        fields.setdefault("role", User.Role.ADMINISTRATOR)
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in, by mail address. The role decides what they see."""

    class Role(models.TextChoices):
        REP = "rep", "Sales rep"
        MANAGER = "manager", "Sales manager"
        MARKETING = "marketing", "Marketing"
        ADMINISTRATOR = "administrator", "Administrator"

    class Theme(models.TextChoices):
        AUTO = "auto", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField("mail address", unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.REP)
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    managed_teams = models.ManyToManyField("accounts.Team", blank=True, related_name="managers")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    phone = models.CharField(max_length=50, blank=True, help_text="Said in voicemails: where you can be called back.")
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.AUTO)
    keys_on = models.BooleanField("single-key shortcuts", default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            # A rep without a team would see nothing and could be given nothing.
            models.CheckConstraint(
                condition=~models.Q(role="rep") | models.Q(team__isnull=False), name="rep_has_a_team"
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self):
        return self.role == self.Role.ADMINISTRATOR

    @property
    def sees_everything(self):
        return self.role == self.Role.ADMINISTRATOR

    @property
    def works_a_queue(self):
        return self.role == self.Role.REP

    @property
    def first_name(self):
        return self.name.split(" ")[0]

    @property
    def sees_all_teams(self):
        return self.role in {self.Role.ADMINISTRATOR, self.Role.MARKETING}

    def visible_teams(self):
        """The teams whose contacts this person works with: a rep's own, a manager's, all for the others."""
        if self.sees_all_teams:
            return Team.objects.all()
        if self.role == self.Role.MANAGER:
            return Team.objects.filter(models.Q(managers=self) | models.Q(pk=self.team_id)).distinct()
        return Team.objects.filter(pk=self.team_id)

    def is_last_administrator(self) -> bool:
        """Whether nobody could add people any more without this person."""
        others = User.objects.active().filter(role=self.Role.ADMINISTRATOR).exclude(pk=self.pk)
        stored = User.objects.active().filter(pk=self.pk, role=self.Role.ADMINISTRATOR)
        return stored.exists() and not others.exists()

    @transaction.atomic
    def change_place(self, *, role, team, at, by=None):
        """Give another role or team. A rep who gives up a queue leaves it to the team's pool (promise 12)."""
        before = User.objects.select_for_update().get(pk=self.pk)
        User.objects.filter(pk=self.pk).update(role=role, team=team)
        self.role, self.team = role, team
        if before.works_a_queue and (role != self.Role.REP or team != before.team):
            signals.person_left.send(User, person=self, successor=None, at=at, by=by)

    def reactivate(self):
        """Let somebody log in again. What was handed over stays where it is."""
        User.objects.filter(pk=self.pk).update(is_active=True)
        self.refresh_from_db()

    @transaction.atomic
    def deactivate(self, *, at, successor=None, by=None):
        """End the log-in and hand over what is open: to the successor, else to the team's pool (promise 12).

        A second call does nothing. Raises ValueError where the successor is not an active rep.
        """
        if successor and (not successor.is_active or successor.role != self.Role.REP or successor.pk == self.pk):
            raise ValueError("Work can be handed to another active rep only.")
        if User.objects.filter(pk=self.pk, is_active=True).update(is_active=False):
            signals.person_left.send(User, person=self, successor=successor, at=at, by=by)
        self.refresh_from_db()
