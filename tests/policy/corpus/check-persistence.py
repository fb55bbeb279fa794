#!/usr/bin/env python3
"""Lists units, cron tables and shell profiles that were changed in the last days."""

import argparse
import hashlib
import json
import os
import time
from pathlib import Path

PLACES = [
    "/etc/systemd/system",
    "/etc/cron.d",
    "/etc/cron.daily",
    "/etc/profile.d",
    "/etc/ld.so.preload",
    "/root/.bashrc",
]


def files_in(place: Path):
    if place.is_file():
        yield place
    for folder, _, names in os.walk(place):
        for name in names:
            yield Path(folder, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=14)
    options = parser.parse_args()
    since = time.time() - options.days * 86400
    for place in PLACES:
        for path in files_in(Path(place)):
            try:
                changed = path.lstat().st_mtime
                if changed < since:
                    continue
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                digest = f"not read: {error.strerror}"
            print(json.dumps({"path": str(path), "changed": changed, "sha256": digest}))


if __name__ == "__main__":
    main()
