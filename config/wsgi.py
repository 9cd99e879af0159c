"""The entrance of the web server."""

from django.core.wsgi import get_wsgi_application

from config.guard import refuse_wrong_place

application = get_wsgi_application()
refuse_wrong_place()
