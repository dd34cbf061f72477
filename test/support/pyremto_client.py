"""Speaks pyremto's version 2 on the wire as its published Python client does: POST, all in headers, `""` as JSON body.

Usage: pyremto_client.py ENDPOINT [CALL ...], a call being JSON such as
{"tag": "name", "password": "secret", "interval": 10, "steps": ["ping", "is_alive"]}.
Prints a line of JSON for each: the tag and the answers, or the error that the client would raise.
"""
import json
import sys
import urllib.error
import urllib.request


class CommunicationError(Exception):
    pass


class AuthenticationError(Exception):
    pass


def post(endpoint, **fields):
    headers = {"backendversion": "2", "Content-Type": "application/json"}
    headers.update({name.replace("_", "-"): value for name, value in fields.items() if value is not None})
    request = urllib.request.Request(endpoint, data=json.dumps("").encode(), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, ""
    if status != 200:
        raise CommunicationError(status)
    return json.loads(text)


class Remote:
    def __init__(self, endpoint, tag=None, password=None, interval=-1):
        self.endpoint, self.password = endpoint, password
        if tag is not None and post(endpoint, does_tag_exist="true", tag=tag)["exists"] > 0:
            if not post(endpoint, is_password_ok="true", tag=tag, password=password)["password-ok"] > 0:
                raise AuthenticationError(tag)
            self.tag = tag
            return
        data = post(
            endpoint, create_tag="true", alive_interval_minutes=str(interval), name=tag, password=password
        )
        if data.get("success") != 1 or "tag" not in data:
            raise CommunicationError("no tag")
        self.tag = data["tag"]

    def ping(self):
        if post(self.endpoint, ping="true", tag=self.tag, password=self.password).get("success") != 1:
            raise CommunicationError("not pinged")
        return True

    def forget(self):
        self.password = "something else"
        return True

    def is_alive(self):
        return post(self.endpoint, is_alive="true", tag=self.tag, password=self.password)["alive"] == 1


for call in map(json.loads, sys.argv[2:]):
    steps = call.pop("steps", [])
    try:
        remote = Remote(sys.argv[1], **call)
        print(json.dumps({"tag": remote.tag, "answers": [getattr(remote, step)() for step in steps]}))
    except (CommunicationError, AuthenticationError, KeyError) as error:
        print(json.dumps({"error": type(error).__name__}))
