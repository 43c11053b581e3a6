"""How much of the page's code the tests run, module by module.

    PAGE_COVERAGE=FILE pytest tests/web; python -m tests.web.coverage FILE

What ran in chromium counts by characters, and Node's tests by lines; a module is told with the
larger share. What a page had run before it was loaded anew is not always counted.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "service" / "web"


def in_chromium(noted: Path) -> dict[str, float]:
    """The share of each module's characters that ran in some test."""
    ran: dict[str, bytearray] = {}
    for line in noted.read_text().splitlines():
        for script in json.loads(line):
            name = script["url"].rpartition("/")[2]
            size = len((WEB / name).read_text().encode("utf-16-le")) // 2
            whole = ran.setdefault(name, bytearray(size))
            for place, did in enumerate(_ran(script["functions"], size)):
                whole[place] |= did
    return {name: sum(did) / len(did) for name, did in ran.items()}


def _ran(functions: list[dict[str, Any]], size: int) -> bytearray:
    """Which characters ran: ranges lie in one another, and the inner one has the say."""
    ranges = [span for function in functions for span in function["ranges"]]
    found = bytearray(size)
    for span in sorted(ranges, key=lambda one: (one["startOffset"], -one["endOffset"])):
        start, end = span["startOffset"], min(span["endOffset"], size)
        found[start:end] = (b"\1" if span["count"] else b"\0") * (end - start)
    return found


def in_node() -> Iterator[tuple[str, float]]:
    """The share of each module's lines that Node's tests run."""
    node = shutil.which("node")
    assert node, "Node is not installed"
    tests = sorted(map(str, HERE.glob("*.test.mjs")))
    ran = subprocess.run(
        [node, "--test", "--experimental-test-coverage", *tests],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name, share in re.findall(r"(\w+\.js)\s*\|\s*([\d.]+)", ran.stdout):
        yield name, float(share) / 100


def main(noted: Path) -> None:
    shares = in_chromium(noted)
    for name, share in in_node():
        shares[name] = max(share, shares.get(name, 0.0))
    modules = sorted(path.name for path in WEB.glob("*.js") if path.name != "types.js")
    sizes = {name: (WEB / name).stat().st_size for name in modules}
    for name in modules:
        print(f"{shares.get(name, 0.0):6.1%}  {name}")  # noqa: T201
    whole = sum(shares.get(name, 0.0) * size for name, size in sizes.items()) / sum(sizes.values())
    print(f"{whole:6.1%}  all {len(modules)} modules by size")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
