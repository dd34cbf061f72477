"""Sends messages about one event by 0MQ (Debian: apt install python3-zmq).

    with Event('tcp://pi:5659', 'clientA', 'nightly') as event:
        event.progress(50)

sends STARTED, then PROGRESS, and at the end SUCCEEDED, or FAILED with the error.
"""
import zmq

LONGEST_TEXT = 10_000


class Event:
    def __init__(self, address, sender, event, word=None, server_key=None, keys=None, patience=30):
        """server_key: the appliance's public key. keys: a pair (public, secret) of one's own.
        patience: seconds for which the end waits until the appliance has everything."""
        self.names = ([] if word is None else [word]) + [sender, event]
        self.context = zmq.Context()
        # PUSH keeps a message until the appliance takes it; PUB would drop it while the connection is being made.
        self.socket = self.context.socket(zmq.PUSH)
        self.socket.linger = patience * 1000
        self.socket.sndtimeo = patience * 1000
        # A connection that a firewall forgot is noticed within half a minute, and made again.
        self.socket.heartbeat_ivl = 10_000
        self.socket.heartbeat_timeout = 30_000
        if server_key is not None:
            public, secret = keys or zmq.curve_keypair()
            self.socket.curve_serverkey = server_key.encode() if isinstance(server_key, str) else server_key
            self.socket.curve_publickey = public.encode() if isinstance(public, str) else public
            self.socket.curve_secretkey = secret.encode() if isinstance(secret, str) else secret
        self.socket.connect(address)

    def send(self, kind, text='', flags=0):
        """Raises zmq.Again when a thousand messages wait already and the appliance takes none for `patience` seconds."""
        head = [part.encode() for part in [kind, *self.names]]
        self.socket.send_multipart([*head, str(text).encode()[:LONGEST_TEXT]], flags)

    def progress(self, percent):
        """Never waits: where too many messages wait already, this one is left out."""
        try:
            self.send('PROGRESS', f'{percent}%', zmq.NOBLOCK)
        except zmq.Again:
            pass

    def __enter__(self):
        self.send('STARTED')
        return self

    def __exit__(self, _type, error, _trace):
        if error is None:
            self.send('SUCCEEDED')
        else:
            self.send('FAILED', repr(error))
        self.close()

    def close(self):
        """Waits until everything has gone: without it the last messages may be lost."""
        self.socket.close()
        self.context.term()


if __name__ == '__main__':
    import sys

    address, kind, sender, event, *text = sys.argv[1:]
    one = Event(address, sender, event)
    one.send(kind, ' '.join(text))
    one.close()
