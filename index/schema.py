"""The catalogue's tables, and the conditions that join them. `migrations` makes what stands here.

`articles.latest` is the newest version accepted, `articles.indexed` the one that can be found;
until the newest is indexed the one before stays. `leaving` lists passages that must still go from
the indexes; `changes` is the ledger that replicas follow. Passages belong to a generation of the
indexes; `facts` holds the one in use, what it was made with, and what tells the catalogue from
copies of it. `aliases` are the pairs of names in a version that can be found; the fact `aliases`
counts their changes. `collected` says which articles are in which collections, `since` which
version. `replies` remembers what was answered to a request that may come twice. `corrections` are
what readers put right about articles. `receipts` holds answers as they were given, until one of
their articles is removed; `spending` what models cost, day by day, `spent_by` by whom; `requests`
how many somebody sent in the minute and the day under way. `keys` are those of the HTTP API, by
digest, `sessions` browsers that signed in with one; `audit` tells who
changed what. `conversations` and `turns` are what those who sign in asked; the text of a turn goes
with the first of its articles that leaves.
"""

from datetime import UTC, datetime

import sqlalchemy as sa


class Words(sa.types.TypeDecorator[str]):
    """Text as every database can hold it: NUL and halves of characters are replaced.

    Articles that hold them are refused before; this is for what is only looked up or reported.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: sa.Dialect) -> str | None:
        return value and value.replace("\0", "\ufffd").encode(errors="replace").decode()


class Moment(sa.types.TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, _: sa.Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


META = sa.MetaData()

ARTICLES = sa.Table(
    "articles",
    META,
    sa.Column("id", Words, primary_key=True),
    sa.Column("uri", Words, nullable=False, unique=True),
    sa.Column("latest", sa.Integer, nullable=False),
    sa.Column("indexed", sa.Integer),
    sa.Column("cluster", Words, index=True),
)
COLLECTED = sa.Table(
    "collected",
    META,
    sa.Column(
        "article_id", Words, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("collection", Words, primary_key=True),
    sa.Column("since", sa.Integer, nullable=False, server_default="1"),
    sa.Index("articles_of_collection", "collection", "article_id"),
)
VERSIONS = sa.Table(
    "versions",
    META,
    sa.Column(
        "article_id", Words, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("title", Words, nullable=False),
    sa.Column("author", Words),
    sa.Column("outlet", Words),
    sa.Column("outlet_folded", Words),
    sa.Column("published", sa.Date),
    sa.Column("published_how", Words),
    sa.Column("url", Words),
    sa.Column("language", Words, nullable=False),
    sa.Column("raw", Words, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("edits", sa.JSON, nullable=False),
    sa.Column("digest", Words, nullable=False),
    sa.Column("content_digest", Words, nullable=False, index=True),
    sa.Column("accepted_at", Moment, nullable=False),
    sa.Column("state", Words, nullable=False),
    sa.Column("problem", Words),
    sa.Column("signature", sa.LargeBinary),
    sa.Column("repairs", sa.Integer, nullable=False, server_default="0"),
    sa.Column("claimed_until", Moment),
    sa.Index("versions_in_line", "state", "accepted_at", "article_id"),
    # All that lists are counted and sorted by, so that they need not read through the texts.
    sa.Index(
        "versions_listed",
        *("article_id", "version", "state", "published", "language", "accepted_at", "repairs"),
    ),
)
PASSAGES = sa.Table(
    "passages",
    META,
    sa.Column("generation", sa.Integer, primary_key=True),
    sa.Column("id", Words, primary_key=True),
    sa.Column("article_id", Words, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(
        ["article_id", "version"], ["versions.article_id", "versions.version"], ondelete="CASCADE"
    ),
    sa.Index("passages_of_version", "article_id", "version"),
)
ALIASES = sa.Table(
    "aliases",
    META,
    sa.Column("article_id", Words, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("name", Words, primary_key=True),
    sa.Column("other", Words, primary_key=True),
    sa.ForeignKeyConstraint(
        ["article_id", "version"], ["versions.article_id", "versions.version"], ondelete="CASCADE"
    ),
)
CORRECTIONS = sa.Table(
    "corrections",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "article_id",
        Words,
        sa.ForeignKey("articles.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("field", Words, nullable=False),
    sa.Column("value", Words),
    sa.Column("was", Words),
    sa.Column("who", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
LEAVING = sa.Table("leaving", META, sa.Column("passage_id", Words, primary_key=True))
CHANGES = sa.Table(
    "changes",
    META,
    sa.Column("article_id", Words, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, index=True),
)
FACTS = sa.Table(
    "facts",
    META,
    sa.Column("name", Words, primary_key=True),
    sa.Column("value", Words, nullable=False),
)
REPLIES = sa.Table(
    "replies",
    META,
    sa.Column("key", Words, primary_key=True),
    sa.Column("digest", Words, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", Words, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)
RECEIPTS = sa.Table(
    "receipts",
    META,
    sa.Column("id", Words, primary_key=True),
    sa.Column("asked_at", Moment, nullable=False, index=True),
    sa.Column("body", Words, nullable=False),
)
RECEIPT_ARTICLES = sa.Table(
    "receipt_articles",
    META,
    sa.Column(
        "receipt_id", Words, sa.ForeignKey("receipts.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("article_id", Words, sa.ForeignKey("articles.id"), primary_key=True, index=True),
)
FEEDBACK = sa.Table(
    "feedback",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "receipt_id",
        Words,
        sa.ForeignKey("receipts.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("at", Moment, nullable=False),
    sa.Column("thumb", Words),
    sa.Column("claim", sa.Integer),
    sa.Column("disputed", sa.Boolean, nullable=False),
    sa.Column("comment", Words, nullable=False),
)
SPENDING = sa.Table(
    "spending",
    META,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("usd", sa.Float, nullable=False),
)
SPENT_BY = sa.Table(
    "spent_by",
    META,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("who", Words, primary_key=True),
    sa.Column("usd", sa.Float, nullable=False),
)
REQUESTS = sa.Table(
    "requests",
    META,
    sa.Column("who", Words, primary_key=True),
    sa.Column("period", Words, primary_key=True),
    sa.Column("began", Moment, primary_key=True),
    sa.Column("sent", sa.Integer, nullable=False),
)
KEYS = sa.Table(
    "keys",
    META,
    sa.Column("name", Words, primary_key=True),
    sa.Column("digest", Words, nullable=False),
    sa.Column("scopes", Words, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment),
    sa.Column("per_minute", sa.Integer),
    sa.Column("per_day", sa.Integer),
    sa.Column("collections", Words),
    sa.Column("daily_cost_usd", sa.Float),
)
SESSIONS = sa.Table(
    "sessions",
    META,
    sa.Column("digest", Words, primary_key=True),
    sa.Column("key_digest", Words, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
)
CONVERSATIONS = sa.Table(
    "conversations",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("owner", Words, nullable=False),
    sa.Column("began", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Index("conversations_of", "owner", "began", unique=True),
)
TURNS = sa.Table(
    "turns",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "conversation_id",
        sa.Integer,
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    sa.Column("put", Words, nullable=False),
    sa.Column("question", Words, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("answer_id", Words),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("kept_at", Moment, nullable=False, index=True),
    sa.Column("asked", sa.JSON(none_as_null=True)),
    sa.Index("turns_of", "conversation_id", "put", unique=True),
)
TURN_ARTICLES = sa.Table(
    "turn_articles",
    META,
    sa.Column(
        "turn_id", sa.Integer, sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("article_id", Words, primary_key=True, index=True),
)
AUDIT = sa.Table(
    "audit",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", Words, nullable=False),
    sa.Column("what", Words, nullable=False),
    sa.Column("about", Words, nullable=False),
)

GENERATION = sa.func.coalesce(
    sa.select(sa.cast(FACTS.c.value, sa.Integer))
    .where(FACTS.c.name == "generation")
    .scalar_subquery(),
    1,
)
IN_USE = PASSAGES.c.generation == GENERATION

OF_ARTICLE = VERSIONS.c.article_id == ARTICLES.c.id
NEWEST = sa.and_(OF_ARTICLE, VERSIONS.c.version == ARTICLES.c.latest)
FOUND = sa.and_(OF_ARTICLE, VERSIONS.c.version == ARTICLES.c.indexed)
# What waits to be indexed: the newest version, or the one that is found and has to be found anew.
WAITING = sa.and_(sa.or_(NEWEST, FOUND), VERSIONS.c.state == "pending")
SHOWN = sa.and_(
    OF_ARTICLE, VERSIONS.c.version == sa.func.coalesce(ARTICLES.c.indexed, ARTICLES.c.latest)
)
OF_PASSAGE = sa.and_(
    VERSIONS.c.article_id == PASSAGES.c.article_id, VERSIONS.c.version == PASSAGES.c.version
)
# Articles that are found, but not in the generation in use.
MISSED = sa.select(ARTICLES.c.id).where(
    ARTICLES.c.indexed.is_not(None),
    ~sa.exists().where(
        IN_USE, PASSAGES.c.article_id == ARTICLES.c.id, PASSAGES.c.version == ARTICLES.c.indexed
    ),
)
