"""The fields that ask how somebody wants to be contacted, on cards and pages alike (promise 14)."""

from django import forms

from contacts.wishes import EVERY, ONLY_BY, WEEK


def only_by_field(**options) -> forms.ChoiceField:
    return forms.ChoiceField(label="Only by", choices=[("", "Any way"), *ONLY_BY], required=False, **options)


def call_days_field(**options) -> forms.TypedMultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    choices = list(enumerate(WEEK[:5]))
    return forms.TypedMultipleChoiceField(
        label="Call only on", choices=choices, coerce=int, required=False, widget=widget, **options
    )


def every_days_field(**options) -> forms.TypedChoiceField:
    choices = [("", "As the plan has it"), *EVERY]
    return forms.TypedChoiceField(
        label="At most", choices=choices, coerce=int, empty_value=None, required=False, **options
    )
