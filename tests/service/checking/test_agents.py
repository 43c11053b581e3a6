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
    ],
)
def test_the_same_roles_are_not(claim: str, source: str) -> None:
    assert not exchanged_agents(aligned(claim, source)).wrong
