"""fitter's signed URLs in templates: a tag library for Django, and filters for Jinja."""
