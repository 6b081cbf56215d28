"""Finds Chromium for the browser tests, and gets it when there is none: Debian's package, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without windows: a new tab takes it little more than half the work."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def path() -> str | None:
    """The Chromium on this machine, or the one Playwright has downloaded; None when there is neither."""
    found = os.environ.get("CHROMIUM") or next((where for name in NAMES if (where := shutil.which(name))), None)
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def install() -> None:
    """Tries Debian's package when allowed to, then Playwright's own download."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        for package in (SHELL, "chromium"):  # not every Debian has the first
            if not path():
                subprocess.run(["apt-get", "install", "-y", "-qq", package], env=quiet, check=False)
    if not path():
        subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], check=False)


if __name__ == "__main__":
    if not path():
        install()
    if not path():
        sys.exit(
            "Geen Chromium gevonden en niet te installeren. Installeer Chromium of Chrome, "
            "of zet het pad ernaartoe in de omgevingsvariabele CHROMIUM."
        )
