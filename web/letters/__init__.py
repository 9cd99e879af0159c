"""Pages of letters by which somebody stands in for the holder of a post."""

from django.urls import path

from web.letters import ending, issuing, listed

urlpatterns = [
    path("letters/", listed.LettersPage.as_view(), name="letters"),
    path("letters/new/", issuing.IssuePage.as_view(), name="letter_new"),
    path("letters/<int:key>/", listed.LetterPage.as_view(), name="letter"),
    path("letters/<int:key>/end/", ending.EndPage.as_view(), name="letter_end"),
]
