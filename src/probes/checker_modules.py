"""Stand-ins for the modules beyond the standard library that Checker's own jobs import, where these are not installed.

Only what those jobs use is here: requests.get and its like, OpenSSL.crypto for the end of a certificate, and future, which
means nothing in Python 3.
"""
import sys
import types
from importlib.machinery import ModuleSpec

# Everything else is imported where it is used: most runs need none of it.


def install():
    """Installed modules come first."""
    sys.meta_path.append(Finder())


class Finder:
    def find_spec(self, name, _path, _target=None):
        return ModuleSpec(name, self, is_package=True) if name in MODULES else None

    def create_module(self, _spec):
        return None

    def exec_module(self, module):
        MODULES[module.__name__](module)


def make_requests(module):
    import json
    import ssl
    import urllib.error
    import urllib.parse
    import urllib.request

    class RequestException(IOError):
        pass

    class ConnectionError(RequestException):
        pass

    class Timeout(RequestException):
        pass

    class HTTPError(RequestException):
        pass

    class Response:
        def __init__(self, answer):
            self.status_code = answer.status
            self.reason = answer.reason
            self.url = answer.url
            self.headers = answer.headers
            self.content = answer.read()
            self.encoding = answer.headers.get_content_charset() or "utf-8"

        @property
        def text(self):
            return self.content.decode(self.encoding, "replace")

        @property
        def ok(self):
            return self.status_code < 400

        def json(self):
            return json.loads(self.content)

        def raise_for_status(self):
            if not self.ok:
                raise HTTPError("%d %s for url: %s" % (self.status_code, self.reason, self.url))

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args):
            return None

    def context_of(verify):
        if verify is True:
            return ssl.create_default_context()
        return ssl.create_default_context(cafile=verify) if verify else ssl._create_unverified_context()

    dumps = json.dumps

    def request(method, url, params=None, data=None, headers=None, timeout=None, allow_redirects=True, verify=True, json=None):
        if params:
            url += ("&" if "?" in url else "?") + urllib.parse.urlencode(params, doseq=True)
        headers = dict(headers or {})
        if json is not None:
            data = dumps(json)
            headers.setdefault("Content-Type", "application/json")
        elif isinstance(data, dict):
            data = urllib.parse.urlencode(data, doseq=True)
        body = data.encode() if isinstance(data, str) else data
        asked = urllib.request.Request(url, data=body, headers=headers, method=method.upper())
        handlers = [urllib.request.HTTPSHandler(context=context_of(verify)), *([] if allow_redirects else [NoRedirect()])]
        limit = {} if timeout is None else {"timeout": max(timeout) if isinstance(timeout, tuple) else timeout}
        try:
            with urllib.request.build_opener(*handlers).open(asked, **limit) as answer:
                return Response(answer)
        except urllib.error.HTTPError as error:
            with error:
                return Response(error)
        except TimeoutError as error:
            raise Timeout(str(error)) from error
        except urllib.error.URLError as error:
            kind = Timeout if isinstance(error.reason, TimeoutError) else ConnectionError
            raise kind(str(error.reason)) from error
        except OSError as error:
            raise ConnectionError(str(error)) from error

    module.request = request
    for method in ("get", "head", "post", "put", "patch", "delete", "options"):
        setattr(module, method, lambda url, *args, _method=method, **more: request(_method, url, *args, **more))
    exceptions = types.ModuleType("requests.exceptions")
    for each in (RequestException, ConnectionError, Timeout, HTTPError):
        setattr(module, each.__name__, each)
        setattr(exceptions, each.__name__, each)
    module.Response = Response
    module.exceptions = sys.modules["requests.exceptions"] = exceptions


class Words(str):
    """Text that serves as bytes, too: some jobs decode it, and others take it for text."""

    def __getitem__(self, place):
        return Words(str.__getitem__(self, place))

    def decode(self, *_args):
        return str(self)


class Certificate:
    def __init__(self, der):
        import os
        import ssl
        import tempfile

        # The standard library reads certificates from files only.
        with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
            file.write(ssl.DER_cert_to_PEM_cert(der))
        try:
            facts = ssl._ssl._test_decode_cert(file.name)
        finally:
            os.unlink(file.name)
        self.begin, self.end = (ssl.cert_time_to_seconds(facts[which]) for which in ("notBefore", "notAfter"))

    def get_notBefore(self):
        return words_of(self.begin)

    def get_notAfter(self):
        return words_of(self.end)

    def has_expired(self):
        import time

        return self.end < time.time()


def words_of(seconds):
    import time

    return Words(time.strftime("%Y%m%d%H%M%SZ", time.gmtime(seconds)))


def make_crypto(module):
    import ssl

    module.FILETYPE_PEM, module.FILETYPE_ASN1 = 1, 2

    def load_certificate(kind, data):
        if kind == module.FILETYPE_ASN1:
            return Certificate(data)
        return Certificate(ssl.PEM_cert_to_DER_cert(data if isinstance(data, str) else data.decode()))

    module.load_certificate = load_certificate


def make_openssl(module):
    import OpenSSL.crypto as crypto

    module.crypto = crypto


def make_future(module):
    library = types.ModuleType("future.standard_library")
    library.install_aliases = lambda: None
    module.standard_library = sys.modules["future.standard_library"] = library


MODULES = {
    "requests": make_requests,
    "OpenSSL": make_openssl,
    "OpenSSL.crypto": make_crypto,
    "future": make_future,
}
