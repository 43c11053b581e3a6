"""Pages that are pictures, read by tesseract where it and the extra `ocr` are installed."""

from typing import Any

_NO_LANGUAGES = ("osd", "equ")  # what tesseract tells directions and formulas by
_MOST = 4  # languages, each of which takes its time


def recognise(picture: Any) -> str | None:
    """The text of a picture, in the languages that are installed; None where nothing reads it."""
    try:
        import pytesseract
    except ImportError:
        return None
    try:
        known = [name for name in pytesseract.get_languages() if name not in _NO_LANGUAGES]
        return str(pytesseract.image_to_string(picture, lang="+".join(known[:_MOST]) or None))
    except pytesseract.TesseractNotFoundError:
        return None
