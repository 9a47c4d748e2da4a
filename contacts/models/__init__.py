from contacts.models.asset import Asset
from contacts.models.company import Company
from contacts.models.contact import MUTES, Contact
from contacts.models.decision import QuarantineDecision
from contacts.models.junk_rule import JunkEntry, JunkRule
from contacts.models.list_source import ListSource
from contacts.models.merge import Merge, PossibleDuplicate
from contacts.models.persona import Persona
from contacts.models.point import ContactPoint
from contacts.models.stage import Stage, StageChange
from contacts.models.suppression import Suppression
from contacts.models.touch import Attendance, Channel, Touch, TouchNews
from contacts.models.upload import Upload
from contacts.models.upload_effect import UploadEffect, UploadPiece, UploadStop
from contacts.models.upload_row import UploadRow

__all__ = [
    "MUTES",
    "Asset",
    "Attendance",
    "Channel",
    "Company",
    "Contact",
    "ContactPoint",
    "JunkEntry",
    "JunkRule",
    "ListSource",
    "Merge",
    "Persona",
    "PossibleDuplicate",
    "QuarantineDecision",
    "Stage",
    "StageChange",
    "Suppression",
    "Touch",
    "TouchNews",
    "Upload",
    "UploadEffect",
    "UploadPiece",
    "UploadRow",
    "UploadStop",
]
