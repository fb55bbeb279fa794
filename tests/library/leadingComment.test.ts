import { pythonHelp, shellHelp } from "../../library/leadingComment";

describe("shellHelp", () => {
    it("reads description, usage and options", () => {
        const text = `#!/bin/bash
# shellcheck disable=SC2086
# SPDX-License-Identifier: MIT
# Copyright 2026 Example
#
# collect.sh - Collects volatile data
#              of a Linux host.
#
# It takes a minute.
#
# Author: Jane
#         (and others)
# Usage: sudo ./collect.sh [-q] DIR
#
# Options:
#   -q, --quiet   say nothing.
#   -o DIR        where to
#                 put it
#
#   -h            help
set -euo pipefail
# Usage: of something else
`;
        expect(shellHelp(text, "collect.sh")).toEqual({
            description: "Collects volatile data of a Linux host.",
            parametersDescription:
                "[-q] DIR; -q, --quiet  say nothing; -o DIR  where to put it; -h  help",
        });
    });

    it.each([
        ["right under the first line", "#!/bin/sh\n# Collects logs\nls\n"],
        ["after an empty line", "#!/bin/sh\n\n# Collects logs\n\n# Constants\nA=1\n"],
        ["in a box", "#!/bin/sh\n##################\n#  Collects logs  #\n##################\n"],
        ["between rulers", "# ----------\n# Collects logs\n# ----------\n# and more\n"],
        ["after its own name", "# collect.sh\n#\n# Collects logs\n"],
        ["after its name without extension", "# collect: Collects logs\n"],
        ["under a label", "# Name: collect.sh\n# Description: Collects logs\n# Version: 3\n"],
        ["under a heading", "# DESCRIPTION\n#   Collects logs\n\n# more\n"],
        ["after instructions", "# Instructions:\n# 1. chmod\n# 2. run\n\n# Collects logs\n"],
        ["after an editor's line", "# -*- mode: sh -*-\n# vim: set ft=sh:\n# Collects logs\n"],
        [
            "below a licence",
            "# Copyright X\n# Licensed under the Apache License,\n# see there.\n#\n# Collects logs\n",
        ],
        ["above a licence", "# Collects logs\n# Licensed under MIT\n# and so on\n"],
        ["between copyright and code", "# Copyright (c) X\n# Collects logs\nls\n"],
        ["above a function and its comment", "# Collects logs\n\n# Prints a line\nlog() {\n"],
        ["above a function", "#!/bin/sh\n# Collects logs\n\nlog() {\n"],
        ["with a name right above a function", "# collect.sh - Collects logs\nmain() {\n"],
        ["with a label right above a function", "# Summary: Collects logs\nmain() {\n"],
    ])("finds a description %s", (_, text) => {
        expect(shellHelp(text, "collect.sh")).toEqual({ description: "Collects logs" });
    });

    it.each([
        ["code first", "set -e\n# Collects logs\n"],
        ["no text in the comment", "#!/bin/sh\n#\n# ---\nls\n"],
        ["only the first line", "#!/bin/sh"],
        ["only a licence", "# SPDX-License-Identifier: MIT\n# Copyright X\nls\n"],
        ["only a function's comment", "#!/bin/sh\n\n# Prints a line\n# as it is\nlog() {\n"],
        ["only that of one in bash's way", "#!/bin/bash\n# Prints a line\nfunction log {\n"],
    ])("says nothing for %s", (_, text) => {
        expect(shellHelp(text, "collect.sh")).toEqual({});
    });

    it.each([
        ["Usage: collect.sh DIR", "DIR"],
        ["usage: bash /tmp/collect.sh DIR", "DIR"],
        ["Usage: $0 [-x] DIR", "[-x] DIR"],
        ["USAGE:\n#   collect.sh -a\n#   collect.sh -b\n#      [-c]", "-a; -b [-c]"],
        ["Usage:\n#\n#   ./collect DIR", "DIR"],
        ["Usage: other.sh DIR", "other.sh DIR"],
        ["Parameters: host name", "host name"],
        ["Arguments:\n# DIR   where\n# HOST  which", "DIR  where; HOST  which"],
        ["Options\n# =======\n# * -a\twhat", "-a  what"],
        ["Args:\n#   --file\n#      the file", "--file  the file"],
    ])("reads %j as parameters", (lines, expected) => {
        expect(shellHelp(`# Collects\n#\n# ${lines}\n#\n# The end.\n`, "collect.sh")).toEqual({
            description: "Collects",
            parametersDescription: expected,
        });
    });

    it.each(["Usage: collect.sh", "Usage: ./collect.sh (no parameters)", "Parameters: none"])(
        "takes %j for no parameters",
        (line) => {
            expect(shellHelp(`# Collects\n# ${line}\n`, "collect.sh")).toEqual({
                description: "Collects",
            });
        },
    );
});

describe("pythonHelp", () => {
    it("reads the docstring of the module", () => {
        const text = `#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# Copyright X

r"""Hunts for persistence
in cron and systemd.

Usage:
    hunt.py [--json] PATH

Args:
    PATH: where to look
"""
import os
`;
        expect(pythonHelp(text, "hunt.py")).toEqual({
            description: "Hunts for persistence in cron and systemd.",
            parametersDescription: "[--json] PATH; PATH: where to look",
        });
    });

    it.each([
        ["single marks", "'Collects logs'\n"],
        ["three single marks", "'''\nCollects logs\n\nMore.'''\n"],
        ["marks within", '"""Collects \\"""logs"""\n', 'Collects """logs'],
        ["a line that goes on", '"""Collects \\\nlogs"""\n'],
        ["a raw string", 'r"""Collects C:\\temp"""\n', "Collects C:\\temp"],
        ["a comment only", "# Collects logs\n\nimport os\n"],
        ["a comment above imports", "# Collects logs\nimport os\n'''not this'''\n"],
        ["script metadata", "# /// script\n# dependencies = []\n# ///\n# Collects logs\n"],
    ])("reads %s", (_, text, expected = "Collects logs") => {
        expect(pythonHelp(text, "collect.py")).toEqual({ description: expected });
    });

    it("takes from the comment what the docstring does not say", () => {
        const text = '# Usage: collect.py DIR\n"""Collects logs"""\n';
        expect(pythonHelp(text, "collect.py")).toEqual({
            description: "Collects logs",
            parametersDescription: "DIR",
        });
    });

    it.each([
        ["no string", "import os\n"],
        ["only a function's comment", "#!/usr/bin/python3\n# Reads a line\ndef read():\n"],
        ["only a class's comment", "# A line\n@dataclass\nclass Line:\n"],
        ["a string that is not closed", '"""Collects\n'],
        ["a short string that is not closed on its line", '"Collects\nlogs"\n'],
        ["a formatted string", 'f"""Collects"""\n'],
        ["bytes", 'b"""Collects"""\n'],
        ["an empty string", '""\n'],
    ])("says nothing for %s", (_, text) => {
        expect(pythonHelp(text, "collect.py")).toEqual({});
    });
});
