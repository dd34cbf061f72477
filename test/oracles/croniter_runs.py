"""The runs that croniter computes, and the offsets of a zone: one JSON object a line in, one answer a line out."""

import json
import sys
from datetime import datetime, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

import pytz
from croniter import croniter


def answer(line):
    if "version" in line:
        return version("croniter")
    if "moments" in line:
        zone = ZoneInfo(line["zone"])
        return [datetime.fromtimestamp(at, zone).utcoffset().total_seconds() for at in line["moments"]]
    try:
        # Of the kinds of time zones that Python has, croniter knows those of pytz best.
        start = datetime.fromtimestamp(line["from"], pytz.timezone(line["zone"]))
        runs = croniter(line["expression"], start)
        return [runs.get_next(datetime).astimezone(timezone.utc).timestamp() for _ in range(line["count"])]
    except Exception as error:  # Croniter's own errors, and those of what it calls.
        return type(error).__name__


for text in sys.stdin:
    print(json.dumps(answer(json.loads(text))))
