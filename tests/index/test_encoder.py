"""A text's numbers are its own: neither its neighbours nor the padding change them."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoder import Encoder, Text, load_encoder
from index.weights import read_tokenizer

ODD = [
    "", " ", "\n\n", "a" * 1_000_000, "🎉" * 300, "\u0000\ufffd\u200b", "e\u0301" * 40,
    "Tram трамвай τραμ ترام रेल รถราง 전차 電車 电车 חשמלית տրամվայ ტრამვაი ትራም ರೈಲು ரயில்",
]  # fmt: skip


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("embedding")


def test_one_process_opens_a_model_once(encoder: Encoder) -> None:
    assert load_encoder("embedding") is encoder


@settings(max_examples=8)
@given(st.text(max_size=40), st.lists(st.text(max_size=120) | st.sampled_from(ODD[4:]), max_size=5))
def test_a_text_gives_the_same_numbers_alone_and_among_others(text: str, others: list[str]) -> None:
    encoder = load_encoder("embedding")
    [alone] = encoder.encode([text])
    among = encoder.encode([*others, text], later=True)[-1]
    assert np.abs(alone - among).max() < 1e-5


@pytest.mark.parametrize("text", ODD)
def test_every_text_has_a_vector_of_length_one(encoder: Encoder, text: str) -> None:
    [row] = encoder.encode([text])
    assert row.shape == (384,)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


def test_no_text_gives_no_row(encoder: Encoder) -> None:
    assert len(encoder.encode([])) == 0


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("tram " * 510, "tram " * 900),
        (("tram " * 254, "bus " * 255), ("tram " * 254, "bus " * 600)),
        (("bus", "tram " * 508), ("bus", "tram " * 600)),
        (("tram " * 508, "bus"), ("tram " * 600, "bus")),
    ],
)
def test_what_is_too_long_is_cut_the_longer_of_a_pair_first(
    encoder: Encoder, cut: Text, whole: Text
) -> None:
    one, other = encoder.encode([cut, whole])
    assert np.abs(one - other).max() < 1e-5


def test_a_pair_is_read_as_one_and_not_as_its_first(encoder: Encoder) -> None:
    pair, turned, first = encoder.encode([("A tram.", "A bus."), ("A bus.", "A tram."), "A tram."])
    assert pair @ turned < 0.9999
    assert pair @ first < 0.9999


def test_tokens_are_counted_however_long_a_text_is(encoder: Encoder) -> None:
    assert encoder.count_tokens(["", "tram", "tram" + " tram" * 1_999]) == [0, 1, 2_000]


def test_nothing_becomes_unknown_that_a_smaller_piece_can_say() -> None:
    text = "Ünïcödé 臺灣 靇 Владивосток ประเทศไทย ქართული"
    assert "<unk>" not in read_tokenizer().encode(text).tokens


def test_threads_share_an_encoder(encoder: Encoder) -> None:
    texts = [f"Tram {number} runs to Kessandra." for number in range(40)]
    together = encoder.encode(texts)
    with ThreadPoolExecutor(8) as threads:
        alone = list(threads.map(lambda text: encoder.encode([text])[0], texts))
    assert np.abs(together - np.array(alone)).max() < 1e-5
