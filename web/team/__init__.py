"""Pages of who rates and who supervises."""

from django.urls import path

from web.records import AMENDMENTS, OWN_PAGES, PLANS
from web.team import approving, board, review, stand_in

OWN_PAGES.update({f"plan.{step}": "web:plan_review" for step in review.DECISIONS})
OWN_PAGES.update({f"amendment.{step}": "web:amendment_review" for step in ("approve", "return_for_revision")})

urlpatterns = [
    path("team/", board.TeamPage.as_view(), name="team"),
    path("team/stand-in/", stand_in.StandInPage.as_view(), name="stand_in"),
    path("team/approve/", approving.ApproveManyPage.as_view(), name="approve_many"),
    path("team/review/", review.NextPage.as_view(), name="review_next"),
    path("plans/<int:key>/review/", review.ReviewPage.as_view(kind=PLANS), name="plan_review"),
    path("amendments/<int:key>/review/", review.ReviewPage.as_view(kind=AMENDMENTS), name="amendment_review"),
]
