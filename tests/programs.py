"""The programs that tests drive, Chromium and nginx: finds them, and gets them when they are not there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without windows: a new tab takes it little more than half the work."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The Chromium on this machine, or the one Playwright has downloaded; None when there is neither."""
    found = os.environ.get("CHROMIUM") or next((where for name in NAMES if (where := shutil.which(name))), None)
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def nginx() -> str | None:
    """The nginx on this machine; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def install() -> None:
    """Tries Debian's packages when allowed to; for Chromium then Playwright's own download."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        for found, package in ((chromium, SHELL), (chromium, "chromium"), (nginx, "nginx-light")):
            if not found():  # not every Debian has the first
                subprocess.run(["apt-get", "install", "-y", "-qq", package], env=quiet, check=False)
    if not chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], check=False)


if __name__ == "__main__":
    if not (chromium() and nginx()):
        install()
    if not nginx():
        print("Geen nginx gevonden: de tests van meer processen achter een proxy worden overgeslagen.")
    if not chromium():
        sys.exit(
            "Geen Chromium gevonden en niet te installeren. Installeer Chromium of Chrome, "
            "of zet het pad ernaartoe in de omgevingsvariabele CHROMIUM."
        )
