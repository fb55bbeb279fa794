#!/usr/bin/env python3
"""Finds files and processes by SHA-256.

Parameters:
  --hashes    list file
  --sha256    one hash
  --path      folder
  --max-size  MB a file
  --minutes   limit
  --csv       to file

It looks for files, and for running programs, whose SHA-256 is on a list of indicators:

  --hashes FILE    list with one SHA-256 a line
  --sha256 DIGEST  one indicator, may be repeated
  --path FOLDER    where to look, may be repeated
  --max-size MB    leave out larger files (default 64)
  --minutes N      stop after N minutes (default 9)
  --csv FILE       write all digests to FILE

In the list, what follows a SHA-256 is its label. Without --path it looks in /tmp, /var/tmp, /dev/shm,
/home, /root, /opt and /usr/local. A live response script may run for ten minutes: when --minutes are
over, it says that it is not complete.

Only reads. It does not follow symbolic links, does not leave a file system, opens nothing but regular
files, and keeps their access times where the kernel lets it. On Linux the executable of each process
is looked at through /proc, so a program that was deleted after its start is found too.

The exit code is 0 whether or not there are matches, so that a live response session goes on;
2 when the list or a folder cannot be read.

Python 3.6 or newer, standard library only.
"""

import argparse
import csv
import hashlib
import os
import re
import stat
import sys
import time

DIGEST = re.compile(r"\s*\"?([0-9A-Fa-f]{64})\b[\s,;\"]*(.*)")
DEFAULT_PATHS = ["/tmp", "/var/tmp", "/dev/shm", "/home", "/root", "/opt", "/usr/local"]


class Sweep:
    """What is looked for, what was seen, and when to stop."""

    def __init__(self, indicators, max_bytes, deadline, log):
        self.indicators = indicators
        self.max_bytes = max_bytes
        self.deadline = deadline
        self.log = log
        self.hashed = 0
        self.too_large = 0
        self.unreadable = 0
        self.matches = 0

    def in_time(self):
        return time.monotonic() < self.deadline

    def look_at(self, path, shown):
        """Hashes one file; prints a line when it is an indicator."""
        digest, info = self.digest_of(path)
        if digest is None:
            return
        self.hashed += 1
        changed = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(info.st_mtime))
        if self.log is not None:
            self.log.writerow([digest, info.st_size, changed, printable(shown)])
        if digest in self.indicators:
            self.matches += 1
            label = self.indicators[digest]
            print("MATCH {} {:>10} {} {}{}".format(
                digest, info.st_size, changed, printable(shown), "  [" + label + "]" if label else ""))

    def digest_of(self, path):
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            try:
                descriptor = os.open(path, flags | getattr(os, "O_NOATIME", 0))
            except PermissionError:
                descriptor = os.open(path, flags)
        except OSError:
            self.unreadable += 1
            return None, None
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            info = os.fstat(descriptor)
            if not stat.S_ISREG(info.st_mode):
                return None, None
            if info.st_size > self.max_bytes:
                self.too_large += 1
                return None, None
            hasher = hashlib.sha256()
            try:
                for block in iter(lambda: file.read(1 << 20), b""):
                    hasher.update(block)
            except OSError:
                self.unreadable += 1
                return None, None
            return hasher.hexdigest(), info


def printable(text):
    """File names come from an attacker: nothing may steer the terminal of whoever reads them."""
    return "".join(c if c.isprintable() else "?" for c in os.fsencode(text).decode("utf-8", "replace"))


def read_list(path):
    with open(path, encoding="utf-8-sig", errors="replace") as lines:
        found = (DIGEST.match(line) for line in lines)
        return {m.group(1).lower(): printable(m.group(2).strip()) for m in found if m}


def files_below(folder, device, sweep):
    """Every regular file below a folder, on its file system."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            entries = list(os.scandir(current))
        except OSError:
            sweep.unreadable += 1
            continue
        for entry in entries:
            try:
                info = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(info.st_mode) and info.st_dev == device:
                waiting.append(entry.path)
            elif stat.S_ISREG(info.st_mode):
                yield entry.path


def running_programs():
    """The executable of each process, each file once."""
    seen = set()
    for name in sorted(filter(str.isdigit, os.listdir("/proc")), key=int):
        path = "/proc/{}/exe".format(name)
        try:
            target = os.readlink(path)
            info = os.stat(path)
        except OSError:
            continue
        if (info.st_dev, info.st_ino) not in seen:
            seen.add((info.st_dev, info.st_ino))
            yield path, "process {}: {}".format(name, target)


def sweep_all(sweep, paths):
    """Returns whether everything was looked at in time."""
    if os.path.isdir("/proc/self"):
        for path, shown in running_programs():
            if not sweep.in_time():
                return False
            sweep.look_at(path, shown)
    for folder in paths:
        for path in files_below(folder, os.lstat(folder).st_dev, sweep):
            if not sweep.in_time():
                return False
            sweep.look_at(path, path)
    return True


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS,
        add_help=False)
    parser.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    parser.add_argument("--hashes", help=argparse.SUPPRESS)
    parser.add_argument("--sha256", action="append", default=[], help=argparse.SUPPRESS)
    parser.add_argument("--path", action="append", help=argparse.SUPPRESS)
    parser.add_argument("--max-size", type=float, default=64, help=argparse.SUPPRESS)
    parser.add_argument("--minutes", type=float, default=9, help=argparse.SUPPRESS)
    parser.add_argument("--csv", help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    indicators = {}
    for digest in arguments.sha256:
        if not re.match(r"\s*[0-9A-Fa-f]{64}\s*$", digest):
            return stop("--sha256 takes 64 hexadecimal digits, not {!r}.".format(digest))
        indicators[digest.strip().lower()] = ""
    if arguments.hashes:
        indicators.update(read_list(arguments.hashes))
    if not indicators:
        return stop("There is no SHA-256 to look for: give --hashes FILE or --sha256 DIGEST.")
    paths = arguments.path or [path for path in DEFAULT_PATHS if os.path.isdir(path)]
    for path in paths:
        if not os.path.isdir(path) or os.path.islink(path):
            return stop("--path names {!r}, which is not a folder.".format(path))

    report = open(arguments.csv, "x", newline="", encoding="utf-8") if arguments.csv else None
    log = csv.writer(report) if report else None
    sweep = Sweep(indicators, arguments.max_size * 1024 * 1024, time.monotonic() + 60 * arguments.minutes, log)
    complete = sweep_all(sweep, paths)
    if report:
        report.close()
        print("Digests: {}".format(os.path.abspath(arguments.csv)))
    print("{} matches for {} indicators; {} files hashed, {} too large, {} unreadable.".format(
        sweep.matches, len(indicators), sweep.hashed, sweep.too_large, sweep.unreadable))
    if not complete:
        print("NOT COMPLETE: stopped after {:g} minutes. Give fewer folders with --path.".format(arguments.minutes))
    return 0


def stop(problem):
    print(problem + " Nothing was looked at.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as problem:
        sys.exit(stop("{}: {}.".format(problem.filename, problem.strerror)))
