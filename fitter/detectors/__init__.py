"""What finds the part of a picture that a smart cut keeps; one line of registration here. Faces come as an add-on."""

BUILTIN: tuple[str, ...] = ()
"""The detectors that come with fitter: none, as what draws the eye is the engine's to find."""
