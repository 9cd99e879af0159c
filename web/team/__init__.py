"""Pages of who rates and who supervises."""

from django.urls import path

from web.records import AMENDMENTS, OWN_PAGES, PLANS
from web.steps import CHOOSES
from web.team import approving, board, leading, review, stand_in

OWN_PAGES.update({f"plan.{step}": "web:plan_review" for step in review.DECISIONS})
OWN_PAGES.update({f"amendment.{step}": "web:amendment_review" for step in ("approve", "return_for_revision")})
OWN_PAGES["plan.set_unsigned"] = "web:set_unsigned"
CHOOSES["plan.take_over_result", "result"] = leading.results_in_force

urlpatterns = [
    path("team/", board.TeamPage.as_view(), name="team"),
    path("team/stand-in/", stand_in.StandInPage.as_view(), name="stand_in"),
    path("team/approve/", approving.ApproveManyPage.as_view(), name="approve_many"),
    path("team/review/", review.NextPage.as_view(), name="review_next"),
    path("plans/<int:key>/review/", review.ReviewPage.as_view(kind=PLANS), name="plan_review"),
    path("plans/<int:key>/set-unsigned/", leading.SetUnsignedPage.as_view(), name="set_unsigned"),
    path("amendments/<int:key>/review/", review.ReviewPage.as_view(kind=AMENDMENTS), name="amendment_review"),
]
