"""Prompts as Markdown files. A released version never changes: `released.toml` locks it.

A file has a TOML header between `+++` lines (`inputs`, `summary`), then `# system` and `# user`.
Its inputs stand as `$name`.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent


class PromptInvalid(Exception):
    """A prompt file is broken, or was given other inputs than it names."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A version of a prompt, e.g. `answer/v1`."""

    ref: str
    digest: str
    inputs: frozenset[str]
    system: str
    user: str

    @property
    def name(self) -> str:
        """Reference and digest, as answers carry them: `answer/v1@3fa9c1d2e4b5`."""
        return f"{self.ref}@{self.digest[:12]}"

    def render(self, **inputs: str) -> list[dict[str, str]]:
        """The messages for a model. Raises `PromptInvalid` where inputs are missing or too many."""
        if inputs.keys() != self.inputs:
            raise PromptInvalid(
                f"{self.ref} wants {sorted(self.inputs)}, but was given {sorted(inputs)}"
            )
        return [
            {"role": "system", "content": Template(self.system).substitute(inputs)},
            {"role": "user", "content": Template(self.user).substitute(inputs)},
        ]


def load(ref: str) -> Prompt:
    """The prompt `NAME/vN`. Raises `PromptInvalid`."""
    path = _FOLDER / f"{ref}.md"
    try:
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptInvalid(f"there is no prompt {ref}") from error
    match = re.fullmatch(r"\+\+\+\n(.*?)\+\+\+\n+# system\n(.*?)\n# user\n(.*)", source, re.DOTALL)
    if not match:
        raise PromptInvalid(f"{ref} lacks its header, `# system` or `# user`")
    header = tomllib.loads(match[1])
    prompt = Prompt(
        ref=ref,
        digest=hashlib.sha256(source.encode()).hexdigest(),
        inputs=frozenset(header["inputs"]),
        system=match[2].strip(),
        user=match[3].strip(),
    )
    used = {
        name for part in (prompt.system, prompt.user) for name in Template(part).get_identifiers()
    }
    if used != prompt.inputs:
        raise PromptInvalid(f"{ref} names {sorted(prompt.inputs)}, but uses {sorted(used)}")
    return prompt


def released() -> Mapping[str, str]:
    """The sha256 of every released version, by reference."""
    locked: dict[str, str] = tomllib.loads((_FOLDER / "released.toml").read_text(encoding="utf-8"))[
        "sha256"
    ]
    return locked
