"""/get, /show and /redirect: facts of a picture, or the way to it."""
