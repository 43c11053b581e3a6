"""The page's modules have tests of their own, which Node runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_the_modules_of_the_page_pass_their_own_tests() -> None:
    node = shutil.which("node")
    if node is None:
        assert not os.environ.get("CI"), "CI needs Node"
        pytest.skip("Node is not installed")
    files = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    ran = subprocess.run([node, "--test", *files], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
