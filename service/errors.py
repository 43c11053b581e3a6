"""What can go wrong on the way out. None of these knows of HTTP: `api/problems.py` maps them.

AssayError                    (index.errors, with the branches of the index room)
├── BadInput                  the caller asked something that can't be asked
│   └── FieldRefused          a field of a chat client's request asks for what can't be had
├── SettingsInvalid           a setting is unknown or has no valid value
├── NotReady                  the service is still starting
├── TooManyQuestions          more questions are at work and waiting than may be
├── ServiceStopping           the service ends before the answer does
├── AnswerUnknown             no answer with this id is kept
├── ConversationUnknown       no such conversation is kept for this key
├── HistoryInBrowser          conversations are not kept here, but where they are had
├── AccessDenied              the server wants an API key
├── ScopeMissing              the key is not good for this
├── RateExceeded              the key came too often
├── KeyUnknown                no key has this name
├── OriginRefused             a page of another origin sent a signed-in browser's cookie
├── HostRefused               without keys, it was called by a name that may be anybody's
├── ModelUnknown              a chat client asked for another model than ours
├── NameTaken                a file of this name is here and says something else
├── KeyReused                 an idempotency key came again with another request
├── ServerNotStarted          the address can't be listened at
├── ServerUnreachable         no Assay server answers at an address
└── ModelError                the language model
    ├── ModelUnavailable      did not answer: unreachable, too slow, no valid key
    ├── ModelRefused          refused this one request
    │   └── ContextTooSmall   it is longer than the model can read
    ├── BudgetSpent           may not be asked: the day's money is spent
    ├── DraftCut              stopped in the middle of its answer
    └── DraftUseless          wrote nothing that may be shown
"""

from index.errors import AssayError


def name_of(kind: type[AssayError]) -> str:
    """What an error is called outside of Python: `DirectoryInUse` is `directory-in-use`."""
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__)
    return name.removeprefix("-")


class BadInput(AssayError):
    """The caller asked something that can't be asked."""


class FieldRefused(BadInput):
    """A field of a chat client's request asks for what can't be had."""

    def __init__(self, message: str, hint: str = "", *, field: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class SettingsInvalid(AssayError):
    """A setting is unknown or has no valid value."""


class NotReady(AssayError):
    """The service is still starting."""


class TooManyQuestions(AssayError):
    """More questions are at work, and more wait, than may."""


class ServiceStopping(AssayError):
    """The service ends before the answer does."""


class AnswerUnknown(AssayError):
    """No answer with this id is kept."""


class ConversationUnknown(AssayError):
    """No such conversation is kept for this key."""


class HistoryInBrowser(AssayError):
    """Conversations are not kept here, since nobody is known, or no answer is to be kept."""


class AccessDenied(AssayError):
    """The server wants an API key, and this was none."""


class ScopeMissing(AssayError):
    """The key is good for other things, but not for this."""


class RateExceeded(AssayError):
    """The holder of a key came too often; `headers` say how often they may, and when again."""

    def __init__(self, message: str, hint: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message, hint)
        self.headers = headers or {}


class KeyUnknown(AssayError):
    """No key has this name."""


class HostRefused(AssayError):
    """The server has no API keys, and was called by a name that may be anybody's."""


class OriginRefused(AssayError):
    """A page of another origin would change something as whoever is signed in."""


class ModelUnknown(AssayError):
    """A chat client asked for a model that isn't there."""


class NameTaken(AssayError):
    """A file of this name is here and says something else."""


class KeyReused(AssayError):
    """An idempotency key came again with another request."""


class ServerNotStarted(AssayError):
    """The server can't listen where it was told to."""


class ServerUnreachable(AssayError):
    """No Assay server answers where one should, or it stopped in the middle."""


class ModelError(AssayError):
    """The language model let us down."""


class ModelUnavailable(ModelError):
    """The model did not answer.

    `passing`: it may, when asked again, after `retry_after` seconds where the provider named them.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        passing: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.passing = passing
        self.retry_after = retry_after


class ModelRefused(ModelError):
    """The model refused this one request."""


class ContextTooSmall(ModelRefused):
    """The request is longer than the model can read."""


class BudgetSpent(ModelError):
    """No model may be asked any more today."""


class DraftCut(ModelError):
    """The model stopped in the middle of its answer."""


class DraftUseless(ModelError):
    """The model wrote nothing that may be shown."""
