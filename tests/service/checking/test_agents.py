"""Promise: who did it to whom stays, however a sentence is turned."""

import pytest

from service.checking.agents import exchanged_agents
from tests.checked import aligned


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Kessel was sued by Brinewell over the mine.", "Kessel sued Brinewell over the mine."),
        ("Brinewell sued Kessel over the mine.", "Brinewell was sued by Kessel over the mine."),
    ],
)
def test_roles_that_changed_with_the_voice_are_wrong(claim: str, source: str) -> None:
    assert exchanged_agents(aligned(claim, source)).wrong


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Brinewell was sued by Kessel over the mine.", "Kessel sued Brinewell over the mine."),
        ("Kessel sued Brinewell over the mine.", "Brinewell was sued by Kessel over the mine."),
        ("Kessel sued Brinewell by letter.", "Kessel sued Brinewell over the mine."),
        ("The mine was sold by Kessel to Brinewell.", "Kessel sold the mine to Brinewell."),
        ("The mine was sold by Kessel.", "Brinewell bought the mine; Kessel sold it."),
        ("The mine lies by Kessel.", "A mine of the firm Dene lies near Kessel."),
        ("The Tolm mine was bought by the firm Kessel.", "The Tolm mine was bought by Kessel."),
        ("Kessel, led by the miner Venn, sued Dene.", "Kessel, led by Venn, sued Dene."),
        ("The mine was bought by Dene.", "Tolm bought two mills and Dene bought the mine."),
        (
            "The building in Tolm was built by Kessel.",
            "The Tolm building was ready in 1900; Kessel built it.",
        ),
    ],
)
def test_the_same_roles_are_not(claim: str, source: str) -> None:
    assert not exchanged_agents(aligned(claim, source)).wrong
