"""Pages that are pictures, read by tesseract where it and the extra `ocr` are installed."""

from typing import Any


def recognise(picture: Any) -> str | None:
    """The text of a picture; None where nothing is installed that reads it."""
    try:
        import pytesseract
    except ImportError:
        return None
    try:
        return str(pytesseract.image_to_string(picture))
    except pytesseract.TesseractNotFoundError:
        return None
