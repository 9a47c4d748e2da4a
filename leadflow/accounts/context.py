from leadflow.accounts.models import Firm


def shell(request):
    """What every page's frame shows. Lazily evaluated, so that fragments pay nothing for it."""
    return {"firm": Firm.current}
