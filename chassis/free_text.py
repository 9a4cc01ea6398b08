"""What free text that others get to read must not hold."""

import re
import unicodedata
from typing import Final

_CONTACT: Final = re.compile(r"(?<!\d)(86[ -]?)?1[3-9]\d([ -]?\d{4}){2}(?!\d)|[\w.+-]+@[\w-]+\.\w", re.ASCII)


def holds_contact(text: str) -> bool:
    """Whether there is a mobile number or an e-mail address in it, full-width ones too."""
    return _CONTACT.search(unicodedata.normalize("NFKC", text)) is not None
