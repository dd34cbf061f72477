"""Sends messages about one event by 0MQ (Debian: apt install python3-zmq).

    with Event('tcp://pi:5659', 'clientA', 'nightly') as event:
        event.progress(50)

sends STARTED, then PROGRESS, and at the end SUCCEEDED, or FAILED with the error.
"""
import zmq


class Event:
    def __init__(self, address, sender, event, word=None, server_key=None, keys=None, patience=30):
        """server_key: the appliance's public key. keys: a pair (public, secret) of one's own.
        patience: seconds for which the end waits until the appliance has everything."""
        self.names = ([] if word is None else [word]) + [sender, event]
        self.context = zmq.Context()
        # PUSH keeps a message until the appliance takes it; PUB would drop it while the connection is being made.
        self.socket = self.context.socket(zmq.PUSH)
        self.socket.linger = patience * 1000
        if server_key is not None:
            public, secret = keys or zmq.curve_keypair()
            self.socket.curve_serverkey = server_key.encode() if isinstance(server_key, str) else server_key
            self.socket.curve_publickey = public.encode() if isinstance(public, str) else public
            self.socket.curve_secretkey = secret.encode() if isinstance(secret, str) else secret
        self.socket.connect(address)

    def send(self, kind, text=''):
        self.socket.send_multipart([part.encode() for part in [kind, *self.names, str(text)]])

    def progress(self, percent):
        self.send('PROGRESS', f'{percent}%')

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
