"""Why a start fails, for people: the message says what is wrong and what to do."""


class CannotStart(RuntimeError):
    """Shown without a traceback."""


class StartFailed(CannotStart):
    """A part ended, or was not ready in time; the message carries the end of its log."""


class PortTaken(CannotStart):
    """Someone else listens where this copy was told to."""


class StateUnusable(CannotStart):
    """The state directory is foreign, broken, newer, or in use."""


class JarsMissing(CannotStart):
    """A jar could not be fetched, or is not the one that the lock names."""
