"""What is not known of a contact, though somebody may ask for it: work for research, and for better lists."""

from django.db.models import Q

_NO_FIRM = Q(company=None)
# Of each fact what it is called, and who lacks it.
LACKING = {
    "title": ("Job title", Q(title="")),
    "kind": ("Kind of firm", _NO_FIRM | Q(company__kind="")),
    "industry": ("Industry", _NO_FIRM | Q(company__industry="")),
    "employees": ("Size of the firm", Q(company__employees=None)),
    "country": ("Country", Q(country="") & (_NO_FIRM | Q(company__country=""))),
}
