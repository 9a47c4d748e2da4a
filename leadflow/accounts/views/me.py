"""What concerns the person who looks: where they begin, how they want it, which keys there are."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from leadflow.accounts import navigation
from leadflow.accounts.forms import ProfileForm, SetUpForm
from leadflow.accounts.models import Firm, User
from leadflow.lib.toasts import toast


@require_GET
def home(request):
    if request.user.is_authenticated:
        return redirect(navigation.first_page(request.user))
    if not User.objects.exists():
        return redirect("set_up")
    return redirect_to_login("/")


@require_http_methods(["GET", "POST"])
def set_up(request):
    if User.objects.exists():
        raise Http404
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            administrator = form.save()
        except Firm.AlreadySetUp:
            raise Http404 from None
        login(request, administrator)
        toast(request, "Leadflow is ready. Add the people who will use it.")
        return redirect("people")
    return render(request, "accounts/set_up.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        toast(request, "Saved.")
        return redirect("profile")
    if form.errors:
        # The page around the form shows who somebody is, not what they tried to be.
        request.user.refresh_from_db()
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@login_required
def keys(request):
    return render(request, "accounts/keys.html")
