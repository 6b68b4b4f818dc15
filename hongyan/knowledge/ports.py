"""What knowledge needs of others: sentences as vectors, so that a question finds what is meant and not only what is said."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Meaning(Protocol):
    """A sentence encoder. ``name`` changes with its weights: vectors of another name are of no use."""

    @property
    def name(self) -> str: ...

    def encode(self, text: str) -> NDArray[np.float32]:
        """Return a vector of length 1; the product of two is near 1 when they mean the same. Safe in threads."""
        ...
