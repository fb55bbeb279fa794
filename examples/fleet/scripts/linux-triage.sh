#!/bin/sh
# Collects what a triage needs first: users, processes, connections.
who
ps aux
ss -tunap
