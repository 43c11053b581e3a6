"""The kinds of files. Each has a file of its own, which declares its endings and reads it."""

from index.reading.formats import (
    books,
    docx,
    feeds,
    jsonl,
    letters,
    pages,
    pdfs,
    sheets,
    slides,
    texts,
)

FORMATS = (texts, pages, pdfs, docx, books, letters, sheets, slides, jsonl, feeds)
