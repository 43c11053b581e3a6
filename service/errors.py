"""What can go wrong on the way out. None of these knows of HTTP: `api/problems.py` maps them.

AssayError                    (index.errors, with the branches of the index room)
├── BadInput                  the caller asked something that can't be asked
├── SettingsInvalid           a setting is unknown or has no valid value
├── NotReady                  the service is still starting
├── ServerNotStarted          the address can't be listened at
└── ModelError                the language model
    ├── ModelUnavailable      did not answer: refused, unreachable, too slow
    └── DraftCut              stopped in the middle of its answer
"""

from index.errors import AssayError


class BadInput(AssayError):
    """The caller asked something that can't be asked."""


class SettingsInvalid(AssayError):
    """A setting is unknown or has no valid value."""


class NotReady(AssayError):
    """The service is still starting."""


class ServerNotStarted(AssayError):
    """The server can't listen where it was told to."""


class ModelError(AssayError):
    """The language model let us down."""


class ModelUnavailable(ModelError):
    """The model did not answer."""


class DraftCut(ModelError):
    """The model stopped in the middle of its answer."""
