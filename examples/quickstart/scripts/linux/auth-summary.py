#!/usr/bin/env python3
"""Sums up Linux logins, failures, sudo and account changes.

Parameters:
  --days N    look back (7)
  --log FILE  log to read
  --top N     lines a table
  --json      as JSON

It reads a host's authentication logs: who came in from where, who tried, what sudo ran. --log may be
repeated; without it, auth.log* and secure* in /var/log are read, .gz too, or else the journal. --days
is 7 and --top is 25 unless given. --json prints everything, whatever --top says.

Only reads. Tables: logins that were accepted, by user, address and method; failed logins by address,
marked when the same address came in later; sudo commands; changes of users, groups and passwords.
Times are the log's own; lines of the old syslog form have no year, so the latest year that does not
lie in the future is taken.

Logs are an attacker's to change: what is missing here may have been removed.

Python 3.6 or newer, standard library only.
"""

import argparse
import collections
import datetime
import glob
import gzip
import json
import re
import subprocess
import sys

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
OLD_TIME = re.compile(r"(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<time>\d\d:\d\d:\d\d) ")
ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)? ")

# A message is matched from its start, after "host program[pid]: ", so that a user name that an
# attacker chose cannot pass for a message. Names may hold spaces; the address is the last one.
PROGRAM = re.compile(r"\S+ (?P<program>[A-Za-z0-9_./-]+)(?:\[\d+\])?: (?P<message>.*)")
ACCEPTED = re.compile(r"Accepted (?P<method>\S+) for (?P<user>.*) from (?P<address>\S+) port \d+")
FAILED = re.compile(
    r"(?:Failed \S+ for (?:invalid user )?(?P<user>.*) from (?P<address>\S+) port \d+"
    r"|Invalid user (?P<unknown>.*) from (?P<origin>\S+)(?: port \d+)?$)")
SUDO = re.compile(r" *(?P<user>\S+) : .*?USER=(?P<target>\S+) ;.*?COMMAND=(?P<command>.*)")
ACCOUNT = re.compile(
    r"new (?:user|group): name=|delete (?:user|group)|add '.*' to (?:shadow )?group|"
    r"removed (?:shadow )?group|password changed for|change user |account .* (?:un)?locked")
ACCOUNT_PROGRAMS = {"useradd", "userdel", "usermod", "groupadd", "groupdel", "gpasswd", "passwd", "chpasswd", "chage"}


def printable(text):
    """Log text comes from an attacker: nothing may steer the terminal of whoever reads it."""
    return "".join(c if c.isprintable() else "?" for c in text)


def time_of(line, now):
    """The time and the rest of a log line; nothing when it has no time."""
    match = ISO_TIME.match(line)
    if match:
        return datetime.datetime.strptime(match.group(1), "%Y-%m-%dT%H:%M:%S"), line[match.end():]
    match = OLD_TIME.match(line)
    if match is None or match.group("month") not in MONTHS:
        return None, line
    month = MONTHS.index(match.group("month")) + 1
    clock = [int(part) for part in match.group("time").split(":")]
    # 29 February needs a leap year, and there is one in any eight years in a row.
    for year in range(now.year, now.year - 9, -1):
        try:
            when = datetime.datetime(year, month, int(match.group("day")), *clock)
        except ValueError:
            continue
        if when <= now + datetime.timedelta(days=1):
            return when, line[match.end():]
    return None, line


class Summary:
    """Counts of what the logs tell."""

    def __init__(self):
        self.lines = 0
        self.accepted = collections.OrderedDict()
        self.failed = collections.OrderedDict()
        self.sudo = collections.OrderedDict()
        self.changes = []

    def add(self, when, program, message):
        # OpenSSH 9.8 and later log these from sshd-session.
        if program in ("sshd", "sshd-session"):
            self.add_ssh(when, message)
        elif program == "sudo":
            match = SUDO.match(message)
            if match:
                self.count(self.sudo, (match.group("user"), match.group("target"), match.group("command")), when)
        elif program in ACCOUNT_PROGRAMS and ACCOUNT.search(message):
            self.changes.append({"at": when.isoformat(), "program": program, "message": message})

    def add_ssh(self, when, message):
        match = ACCEPTED.match(message)
        if match:
            self.count(self.accepted, (match.group("user"), match.group("address"), match.group("method")), when)
            return
        match = FAILED.match(message)
        # "Invalid user" is followed by a "Failed" line only when a password is tried.
        if match and match.group("address"):
            entry = self.count(self.failed, (match.group("address"),), when)
            entry["users"].add(match.group("user"))
        elif match:
            entry = self.failed.setdefault((match.group("origin"),), new_entry(when))
            entry["last"] = max(entry["last"], when)
            entry["users"].add(match.group("unknown"))

    @staticmethod
    def count(table, key, when):
        entry = table.setdefault(key, new_entry(when))
        entry["count"] += 1
        entry["first"] = min(entry["first"], when)
        entry["last"] = max(entry["last"], when)
        return entry

    def came_in_later(self, address, first):
        return any(key[1] == address and entry["last"] >= first for key, entry in self.accepted.items())


def new_entry(when):
    return {"count": 0, "first": when, "last": when, "users": set()}


def lines_of(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", errors="replace") as file:
        for line in file:
            yield line


def lines_of_journal(days):
    command = ["journalctl", "--no-pager", "--quiet", "--output=short-iso", "--since=-{}d".format(days),
               "SYSLOG_FACILITY=4", "SYSLOG_FACILITY=10"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as journal:
        for line in journal.stdout:
            yield line.decode("utf-8", "replace")


def read_all(sources, since, now):
    summary = Summary()
    for lines in sources:
        for line in lines:
            when, rest = time_of(line.rstrip("\n"), now)
            if when is None or when < since:
                continue
            match = PROGRAM.match(rest)
            if match:
                summary.lines += 1
                summary.add(when, match.group("program").rsplit("/", 1)[-1], match.group("message"))
    return summary


def print_table(title, rows, top):
    print("\n{} ({})".format(title, len(rows)))
    for row in rows[:top]:
        print("  " + printable(row)[:300])
    if len(rows) > top:
        print("  ... and {} more: --top {}".format(len(rows) - top, len(rows)))


def by_count(table):
    return sorted(table.items(), key=lambda item: (-item[1]["count"], item[1]["first"]))


def print_summary(summary, top):
    span = "{0[count]:>6}  {0[first]:%Y-%m-%d %H:%M} .. {0[last]:%Y-%m-%d %H:%M}"
    print_table("Accepted SSH logins", [
        "{}  {} from {} by {}".format(span.format(entry), user, address, method)
        for (user, address, method), entry in by_count(summary.accepted)], top)
    print_table("Failed SSH logins, by address", [
        "{}  {}{}  users: {}".format(
            span.format(entry), address,
            "  CAME IN LATER" if summary.came_in_later(address, entry["first"]) else "",
            ", ".join(sorted(entry["users"])[:8]))
        for (address,), entry in by_count(summary.failed)], top)
    print_table("sudo", [
        "{}  {} as {}: {}".format(span.format(entry), user, target, command)
        for (user, target, command), entry in by_count(summary.sudo)], top)
    print_table("Changes of accounts", ["{at}  {program}: {message}".format(**change) for change in summary.changes], top)


def print_json(summary):
    def rows(table, names):
        for key, entry in table.items():
            row = dict(zip(names, key), count=entry["count"], first=entry["first"].isoformat(), last=entry["last"].isoformat())
            if entry["users"]:
                row["users"] = sorted(entry["users"])
            yield row

    json.dump({
        "accepted": list(rows(summary.accepted, ["user", "address", "method"])),
        "failed": list(rows(summary.failed, ["address"])),
        "sudo": list(rows(summary.sudo, ["user", "target", "command"])),
        "changes": summary.changes,
    }, sys.stdout, indent=2)
    print()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS,
        add_help=False)
    parser.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    parser.add_argument("--days", type=int, default=7, help=argparse.SUPPRESS)
    parser.add_argument("--log", action="append", help=argparse.SUPPRESS)
    parser.add_argument("--top", type=int, default=25, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()

    logs = arguments.log or sorted(glob.glob("/var/log/auth.log*") + glob.glob("/var/log/secure*"))
    sources = [lines_of(path) for path in logs] or [lines_of_journal(arguments.days)]
    now = datetime.datetime.now()
    summary = read_all(sources, now - datetime.timedelta(days=arguments.days), now)
    if arguments.json:
        print_json(summary)
        return
    print("{} lines of the last {} days from {}".format(
        summary.lines, arguments.days, ", ".join(logs) or "the journal"))
    print_summary(summary, arguments.top)


if __name__ == "__main__":
    try:
        main()
    except (OSError, EOFError) as problem:
        print("The logs cannot be read: {}.".format(problem), file=sys.stderr)
        sys.exit(2)
