"""Pages of one's own account."""

from django.urls import path

from web.account import accesses, channel, me, password, preferences, tokens

urlpatterns = [
    path("account/", me.AccountPage.as_view(), name="account"),
    path("account/password/", password.PasswordPage.as_view(), name="account_password"),
    path("account/notifications/", preferences.PreferencesPage.as_view(), name="account_notices"),
    path("account/channel/", channel.ChannelPage.as_view(), name="account_channel"),
    path("account/accesses/", accesses.AccessesPage.as_view(), name="account_accesses"),
    path("account/tokens/", tokens.TokensPage.as_view(), name="account_tokens"),
]
