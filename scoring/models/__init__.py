from scoring.models.agreement import Comment, Signature
from scoring.models.definition import LeadDefinition, counting_kinds, light_kinds
from scoring.models.rescore import Rescore

# The two defaults are named by the first migration.
__all__ = ["Comment", "LeadDefinition", "Rescore", "Signature", "counting_kinds", "light_kinds"]
