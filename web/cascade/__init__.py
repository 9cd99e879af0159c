"""Pages from the goals of a unit down to persons: the tree, what nobody works for, and who has which role."""

from django.urls import path

from web.cascade import coverage, matrix, served, tree

urlpatterns = [
    path("cascade/", tree.TreePage.as_view(), name="cascade"),
    path("cascade/coverage/", coverage.CoveragePage.as_view(), name="coverage"),
    path("cascade/changed/", served.ChangedPage.as_view(), name="cascade_changed"),
    path("plans/<int:key>/serves/", served.ServesPage.as_view(), name="plan_serves"),
    path("units/<int:key>/matrix/", matrix.MatrixPage.as_view(), name="matrix"),
    path("units/<int:key>/matrix.<sheet:ending>", matrix.MatrixFile.as_view(), name="matrix_file"),
    path("units/<int:key>/matrix/<int:employee>/", matrix.RolesPage.as_view(), name="matrix_roles"),
]
