"""The page's modules have tests of their own, which Node runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def installed(tool: str) -> str:
    """Where a tool of Node is; without it the test is skipped, but never in CI."""
    found = shutil.which(tool)
    if found is None:
        assert not os.environ.get("CI"), f"CI needs {tool}"
        pytest.skip(f"{tool} is not installed")
    return found


def test_the_modules_of_the_page_pass_their_own_tests() -> None:
    files = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    ran = subprocess.run(
        [installed("node"), "--test", *files], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_modules_of_the_page_keep_to_their_types() -> None:
    """TypeScript reads the types in their comments; `npm ci` puts it beside this file once."""
    npm = installed("npm")
    if not (HERE / "node_modules").exists():
        quiet = ("--silent", "--no-fund", "--no-audit")
        ran = subprocess.run(
            [npm, "ci", *quiet], cwd=HERE, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"npm could not install TypeScript: {ran.stdout + ran.stderr}"
    ran = subprocess.run(
        [npm, "exec", "--offline", "--", "tsc", "--project", "."],
        cwd=HERE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
