from django.db import models

from leadflow.lib.text import folded


class Asset(models.Model):
    """What people interacted with: this webinar, that eBook, the booth at that fair.

    Its topic is what a rep talks about.
    """

    class Kind(models.TextChoices):
        WEBINAR = "webinar", "Webinar"
        EVENT = "event", "Event"
        BOOTH = "booth", "Booth"
        DOWNLOAD = "download", "Download"
        NEWSLETTER = "newsletter", "Newsletter"
        PAGE = "page", "Page or form"
        LIST = "list", "List"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=300)
    topic = models.CharField(max_length=200, blank=True, help_text="What a rep talks about: “cold-chain telemetry”.")
    held_on = models.DateField(null=True, blank=True)
    key = models.CharField(max_length=400, unique=True, editable=False)

    class Meta:
        ordering = ["-held_on", "name"]

    def __str__(self):
        return self.name

    @staticmethod
    def key_for(kind: str, name: str, held_on=None) -> str:
        """What makes an asset the same one: its kind, its name however it is typed, and its day if it has one."""
        return "|".join([kind, folded(name)[:350], held_on.isoformat() if held_on else ""])

    @classmethod
    def known_as(cls, kind, name, held_on=None) -> "Asset":
        """The asset of that kind, name and day; made if it is new."""
        return cls.objects.get_or_create(
            key=cls.key_for(kind, name, held_on),
            defaults={"kind": kind, "name": name[:300], "held_on": held_on},
        )[0]

    def talk(self) -> str:
        """What to call it in a conversation."""
        return self.topic or self.name
