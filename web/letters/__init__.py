"""Pages of letters by which somebody stands in for the holder of a post, and of asking for one."""

from django.urls import path

from web.letters import asking, ending, issuing, listed

urlpatterns = [
    path("letters/", listed.LettersPage.as_view(), name="letters"),
    path("letters/new/", issuing.IssuePage.as_view(), name="letter_new"),
    path("letters/requests/<int:key>/", asking.RequestPage.as_view(), name="stand_in_request"),
    path("letters/requests/<int:key>/decline/", asking.DeclinePage.as_view(), name="stand_in_decline"),
    path("letters/requests/<int:key>/withdraw/", asking.WithdrawPage.as_view(), name="stand_in_withdraw"),
    path("team/stand-in/ask/", asking.AskPage.as_view(), name="stand_in_ask"),
    path("letters/<int:key>/", listed.LetterPage.as_view(), name="letter"),
    path("letters/<int:key>/end/", ending.EndPage.as_view(), name="letter_end"),
]
