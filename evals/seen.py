"""What scores look at: a case, what was answered, and what the search found."""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.cases import Case, Nugget, mentions
from index.model import Article, Hit
from service.answers import Answer, Citation
from service.examining import CheckClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One case, answered.

    `hits` are the ten best of a search for the question, `articles` the sample articles by name.
    """

    case: Case
    answer: Answer
    hits: tuple[Hit, ...]
    articles: Mapping[str, Article]
    check: CheckClaim

    @property
    def refused(self) -> bool:
        """Whether the answer says that the articles don't hold it."""
        return self.answer.status == "not_in_articles"

    @property
    def shown(self) -> str:
        """All that a reader sees of the answer, without marks."""
        return "\n".join(claim.text for claim in self.answer.claims)

    @property
    def vital(self) -> tuple[Nugget, ...]:
        """The facts that an answer must show."""
        return tuple(nugget for nugget in self.case.nuggets if nugget.vital)

    @property
    def untold(self) -> tuple[Nugget, ...]:
        """The vital facts that it doesn't show."""
        return tuple(nugget for nugget in self.vital if not nugget.is_in(self.shown))

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What it shows though it must not."""
        return tuple(words for words in self.case.must_not if mentions(self.shown, words))

    def holders(self, nugget: Nugget) -> set[str]:
        """The ids of the article that carries a fact, and of its near-copies."""
        article = self.articles[nugget.article]
        copies = {
            one.id
            for one in self.articles.values()
            if one.cluster and one.cluster == article.cluster
        }
        return copies | {article.id}

    @property
    def by_id(self) -> Mapping[str, Article]:
        """The sample articles by id."""
        return {article.id: article for article in self.articles.values()}

    def passage(self, citation: Citation) -> Hit:
        """The passage that a citation points into."""
        return next(hit for hit in self.answer.passages if hit.number == citation.number)
