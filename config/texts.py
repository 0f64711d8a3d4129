"""原文: a config.yaml and the lexicon it names, as they were written, and the version that they make."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """Both texts, to the byte: what was UTF-8 with a byte order mark still begins with it."""

    config: str
    lexicon: str

    @property
    def version(self) -> str:
        """The version of the policy that these texts make."""
        return version_of(self.config.encode(), self.lexicon.encode())


def version_of(config: bytes, lexicon: bytes) -> str:
    """Twelve hex digits; any change of a byte makes another version."""
    return hashlib.sha256(config + lexicon).hexdigest()[:12]
