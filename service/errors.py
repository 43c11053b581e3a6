"""What can go wrong on the way out. None of these knows of HTTP: `api/problems.py` maps them.

AssayError                    (index.errors, with the branches of the index room)
├── BadInput                  the caller asked something that can't be asked
├── SettingsInvalid           a setting is unknown or has no valid value
├── NotReady                  the service is still starting
├── AnswerUnknown             no answer with this id is kept
├── KeyReused                 an idempotency key came again with another request
├── ServerNotStarted          the address can't be listened at
├── ServerUnreachable         no Assay server answers at an address
└── ModelError                the language model
    ├── ModelUnavailable      did not answer: refused, unreachable, too slow
    └── DraftCut              stopped in the middle of its answer
"""

from index.errors import AssayError


def name_of(kind: type[AssayError]) -> str:
    """What an error is called outside of Python: `DirectoryInUse` is `directory-in-use`."""
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__)
    return name.removeprefix("-")


class BadInput(AssayError):
    """The caller asked something that can't be asked."""


class SettingsInvalid(AssayError):
    """A setting is unknown or has no valid value."""


class NotReady(AssayError):
    """The service is still starting."""


class AnswerUnknown(AssayError):
    """No answer with this id is kept."""


class KeyReused(AssayError):
    """An idempotency key came again with another request."""


class ServerNotStarted(AssayError):
    """The server can't listen where it was told to."""


class ServerUnreachable(AssayError):
    """No Assay server answers where one should, or it stopped in the middle."""


class ModelError(AssayError):
    """The language model let us down."""


class ModelUnavailable(ModelError):
    """The model did not answer."""


class DraftCut(ModelError):
    """The model stopped in the middle of its answer."""
