from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from leadflow.accounts.decorators import manager_required
from leadflow.reports.board import board
from leadflow.reports.scope import Scope, ScopeForm


@require_GET
@manager_required
def dashboard(request):
    form = ScopeForm(request.GET, viewer=request.user)
    scope = Scope.asked_for(form, request.user, at=now())
    return render(request, "reports/dashboard.html", {"form": form, **board(scope)})
