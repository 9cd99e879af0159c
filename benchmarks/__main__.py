"""`python -m benchmarks`: all benchmarks, each in a process of its own; exit 1 when one is below its bar."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("step", "bulk", "year", "verify", "imports", "pages", "coverage", "voice")


def main() -> None:
    """Run all, whatever one of them says."""
    missed = []
    for name in BENCHMARKS:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            missed.append(name)
    if missed:
        sys.exit(f"below the bar: {', '.join(missed)}")


if __name__ == "__main__":
    main()
