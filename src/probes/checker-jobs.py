#!/usr/bin/env python3
"""Runs the jobs in a folder of Checker, unchanged, and prints a line of JSON for each.

usage: checker-jobs.py FOLDER CONFIG LIMIT UNTIL DUE LEFT-OUT

LIMIT and UNTIL are seconds: for one job, and for all of them. DUE names frequencies with commas between them. A job is a
class in a file of its own name, or comes from a spawner there, as in Checker; jobs use the modules jobs.JobBase and
jobs.JobSpawner, which are here. Each file is imported in a process of its own and each job runs in another one, so that
none of them keeps the others from running. Nothing but the standard library is needed: checker_modules.py stands in for
what Checker's own jobs import besides.
"""
import sys

sys.dont_write_bytecode = True

import base64
import configparser
import importlib
import inspect
import json
import os
import select
import signal
import time
import traceback
import types

import checker_modules

AT_ONCE = 4  # Files whose jobs run at the same time; those of one file run one after the other.
GRACE = 0.3  # Seconds from the polite signal to the other one.
KEPT = 4000  # Bytes of a job's output.
PRINTED = 48000  # Bytes of all outputs together: only the end of a longer one would be read.


class JobFrequency:
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    DAY_NOON = "day_noon"


class JobFailureNotificationFrequency:
    EVERYTIME = "every"
    EVERYFIVEMINUTES = "5min"
    EVERYTENMINUTES = "10min"
    EVERYHOUR = "hour"
    EVERYDAY = "day"
    ONSTATECHANGE = "state_change"


class JobFailureCountMinimumBeforeNotification:
    ONE = 1
    TWO = 2
    FIVE = 5
    TEN = 10


MAILS = []  # The first one that the running job wants to be sent.


def send_email(config, subject, body, to=""):
    """Keeps the mail: the appliance alerts by its own channels, with these words."""
    if not MAILS:
        receivers = to if isinstance(to, str) else ", ".join(to)
        MAILS.append({"subject": str(subject)[:500], "body": str(body)[:KEPT], "to": receivers[:200]})
    return True


class JobBase(object):
    def __init__(self, config, *args):
        self.config = config
        self.stateName = self._identify(args)

    def _identify(self, args=()):
        text = "|".join([self.getName(), *(str(arg) for arg in args)])
        return base64.b64encode(text.encode()).decode()

    def getName(self):
        return str(self.__class__)

    def getStateName(self):
        # A class that does not call the constructor above has no arguments to tell its jobs apart.
        return getattr(self, "stateName", None) or self._identify()

    def shouldExecute(self, cronmode):
        return self.executeEvery() == cronmode

    def sendEmail(self, subject, body, to=""):
        return send_email(self.config, subject, body, to)

    def executeEvery(self):
        return None

    def notifyOnFailureEvery(self):
        return None

    def numberFailuresBeforeNotification(self):
        return None

    def execute(self):
        return None

    def onFailure(self):
        return True

    def onStateChangeSuccess(self):
        return True


class JobSpawner(object):
    def get_sub_jobs(self, config):
        return []


def provide_modules(folder):
    """Makes `import jobs.JobBase`, `from . import JobBase` and `import JobBase` work, in front of files of these names."""
    package = types.ModuleType("jobs")
    package.__path__ = [folder]
    sys.modules["jobs"] = package
    enums = (JobFrequency, JobFailureNotificationFrequency, JobFailureCountMinimumBeforeNotification)
    for name, contents in (("JobBase", (JobBase, *enums)), ("JobSpawner", (JobSpawner,))):
        module = types.ModuleType("jobs." + name)
        for each in contents:
            setattr(module, each.__name__, each)
        module.sendEmail = send_email
        setattr(package, name, module)
        sys.modules["jobs." + name] = module
        sys.modules[name] = module
    checker_modules.install()
    sys.path[:0] = [os.path.dirname(folder), folder]


def read_config(path, folder):
    config = configparser.ConfigParser()
    config.read_dict({"general": {"servername": "", "alertcontact": ""}, "email": {"nomail": "False"}, "peers": {}})
    beside = os.path.join(os.path.dirname(folder), "settings.cfg")
    chosen = path or (beside if os.path.exists(beside) else "")
    if chosen:
        with open(chosen, encoding="utf-8") as file:
            config.read_file(file)
    return config


def jobs_of(name, config):
    """The jobs of a file: its classes whose names are parts of its own, as in Checker."""
    module = importlib.import_module("jobs." + name)
    for found, each in inspect.getmembers(module, inspect.isclass):
        if found not in module.__name__ or each in (JobBase, JobSpawner):
            continue
        if issubclass(each, JobBase):
            yield each(config)
        elif issubclass(each, JobSpawner):
            yield from each().get_sub_jobs(config)


def words_of(error):
    return " ".join(traceback.format_exception_only(type(error), error)[-1].split())


def execute(job):
    """The outcome of a job; runs in its process."""
    try:
        if job.execute():
            return {"ok": True}
    except BaseException as error:
        return {"ok": False, "error": words_of(error), "trace": traceback.format_exc()[-KEPT:]}
    try:
        job.onFailure()
    except BaseException as error:
        return {"ok": False, "mails": MAILS, "trace": "onFailure: " + words_of(error)}
    return {"ok": False, "mails": MAILS}


def kill(group, number=signal.SIGKILL):
    try:
        os.killpg(group, number)
    except OSError:
        pass  # It is gone already.


def end(group):
    """Ends all of its processes, politely first."""
    kill(group, signal.SIGTERM)
    time.sleep(GRACE)
    kill(group)


def read_until(pipes, deadline):
    """Reads pipes to their ends, or until then. Returns the last bytes of each, and whether all have ended."""
    texts = {pipe: b"" for pipe in pipes}
    left = set(pipes)
    while left:
        ready, _, _ = select.select(list(left), [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return texts, False
        for pipe in ready:
            chunk = os.read(pipe, 65536)
            texts[pipe] = (texts[pipe] + chunk)[-65536:]
            if not chunk:
                left.discard(pipe)
    return texts, True


def run_job(job, limit, running):
    """Runs a job in a process group of its own, which ends with it."""
    began = time.monotonic()
    results, result = os.pipe()
    outputs, output = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for number in (1, 2):
            os.dup2(output, number)
        # What it leaves behind must not hold the pipe of its file open.
        os.closerange(3, result)
        os.closerange(result + 1, 1024)
        os.write(result, json.dumps(execute(job)).encode())
        sys.stdout.flush()
        os._exit(0)
    running.append(pid)
    os.close(result)
    os.close(output)
    texts, ended = read_until([results], began + limit)
    printed, _ = read_until([outputs], time.monotonic() + (0.1 if ended else 0))
    if ended:
        kill(pid)
    else:
        end(pid)
    os.waitpid(pid, 0)
    running.remove(pid)
    for pipe in (results, outputs):
        os.close(pipe)
    try:
        outcome = json.loads(texts[results])
    except ValueError:
        words = "died without a result" if ended else "did not end within %g s, and was stopped" % limit
        outcome = {"ok": False, "error": words}
    outcome["output"] = printed[outputs][-KEPT:].decode(errors="replace")
    outcome["took"] = round((time.monotonic() - began) * 1000)
    return outcome


def line_of(job):
    return {
        "id": job.getStateName(),
        "name": str(job.getName()),
        "every": job.executeEvery(),
        "notify": job.notifyOnFailureEvery(),
        "failures": job.numberFailuresBeforeNotification(),
    }


def run_file(name, config, limit, deadline, due, report):
    """Reports the jobs of a file, each with its outcome where it is due; runs in the file's process."""
    running = []

    def stop(_number, _frame):
        for pid in running:
            end(pid)
        os._exit(1)

    signal.signal(signal.SIGTERM, stop)
    try:
        found = [(job, line_of(job)) for job in jobs_of(name, config)]
    except BaseException as error:
        report({"file": name, "error": words_of(error), "trace": traceback.format_exc()[-KEPT:]})
        return
    report({"file": name})
    for _job, line in found:
        report({**line, "waits": line["every"] in due})
    for job, line in found:
        if line["every"] not in due:
            continue
        left = deadline - time.monotonic()
        report({**line, **(run_job(job, min(limit, left), running) if left > 0 else {"late": True})})


class File:
    """A file under way: its process, and what it has reported so far."""

    def __init__(self, name, work):
        self.name = name
        self.lines, self.rest, self.began = [], b"", time.monotonic()
        self.pipe, writer = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.setpgid(0, 0)
            os.close(self.pipe)
            hush = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(hush, number)
            try:
                work(name, lambda line: os.write(writer, json.dumps(line).encode() + b"\n"))
            finally:
                os._exit(0)
        os.close(writer)

    def read(self):
        """False at the end."""
        chunk = os.read(self.pipe, 65536)
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        self.lines += [json.loads(line) for line in lines]
        return bool(chunk)

    def is_stuck(self, limit):
        return not self.lines and time.monotonic() - self.began > limit

    def close(self, why=None):
        if why:
            end(self.pid)
            while self.read():
                pass
        os.waitpid(self.pid, 0)
        os.close(self.pipe)
        if not self.lines:
            self.lines.append({"file": self.name, "error": why or "its import ended the program"})


def outcomes_of(lines):
    """One line for each job: the last one, which has the outcome."""
    return list({line.get("id") or line.get("file"): line for line in lines}.values())


def run_files(names, work, limit, deadline):
    waiting, under_way, done = list(names), [], []

    def finish(file, why=None):
        under_way.remove(file)
        file.close(why)
        done.append(file)

    signal.signal(signal.SIGTERM, lambda *_: finish_all())

    def finish_all():
        for file in list(under_way):
            finish(file, "there was no time left")
        waiting.clear()

    while waiting or under_way:
        while waiting and len(under_way) < AT_ONCE:
            under_way.append(File(waiting.pop(0), work))
        ready, _, _ = select.select([file.pipe for file in under_way], [], [], 0.1)
        for file in list(under_way):
            if file.pipe in ready and not file.read():
                finish(file)
            elif file.is_stuck(limit):
                finish(file, "its import did not end within %g s" % limit)
        if time.monotonic() > deadline:
            finish_all()
    return [line for file in done for line in outcomes_of(file.lines)]


def main():
    folder, config_file, limit, until, due, left_out = sys.argv[1:]
    began = time.monotonic()
    folder = os.path.abspath(folder)
    try:
        names = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py"))
        config = read_config(config_file, folder)
    except (OSError, configparser.Error, UnicodeError) as error:
        print(json.dumps({"fault": words_of(error)}))
        return
    passed_over = {"__init__", "JobBase", "JobSpawner", *(name.strip() for name in left_out.split(","))}
    provide_modules(folder)
    # Room for the jobs under way to be ended.
    deadline = began + float(until) - 2 * GRACE

    def work(name, report):
        run_file(name, config, float(limit), deadline - 2 * GRACE, due.split(","), report)

    lines = run_files([name for name in names if name not in passed_over], work, float(limit), deadline)
    wordy = [line for line in lines if line.keys() & {"mails", "trace", "output"}]
    for line in lines:
        mail, *_ = [*line.pop("mails", []), {}]
        texts = [mail.get("body", ""), line.pop("trace", ""), line.pop("output", "")]
        text = "\n".join(text.strip() for text in texts if text.strip())
        if mail:
            line.update(subject=mail["subject"], to=mail["to"])
        if text:
            line["text"] = text.encode()[-min(KEPT, PRINTED // len(wordy)) :].decode(errors="ignore")
        print(json.dumps(line))


main()
