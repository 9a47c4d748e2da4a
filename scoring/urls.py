from django.urls import path

from scoring.views import definition, personas, why

urlpatterns = [
    path("contacts/<int:pk>/why/", why.why, name="why"),
    path("definition/", definition.definition, name="definition"),
    path("definition/<int:version>/", definition.definition_version, name="definition_version"),
    path("definition/begin/", definition.begin_draft, name="begin_draft"),
    path("definition/draft/", definition.draft_definition, name="draft_definition"),
    path("definition/draft/edit/", definition.edit_definition, name="edit_definition"),
    path("definition/draft/comment/", definition.comment_on_draft, name="comment_on_draft"),
    path("definition/draft/sign/<slug:side>/", definition.sign_definition, name="sign_definition"),
    path("definition/draft/withdraw/", definition.withdraw_signature, name="withdraw_signature"),
    path("definition/draft/give-up/", definition.give_up_draft, name="give_up_draft"),
    path("definition/<int:version>/take-up/", definition.take_up_draft, name="take_up_draft"),
    path("personas/", personas.persona_list, name="persona_list"),
    path("personas/add/", personas.add_persona, name="add_persona"),
    path("personas/count/", personas.count_persona, name="count_persona"),
    path("personas/<int:pk>/", personas.persona, name="persona"),
    path("personas/<int:pk>/retire/", personas.retire_persona, name="retire_persona"),
    path("personas/<int:pk>/revive/", personas.revive_persona, name="revive_persona"),
]
