"""A switch between network namespaces whose ways are slow, lossy or cut, each direction by itself. It works where the
kernel has no netem. Arguments: `interface=address,address` for each port, in the namespace of this process. Each line of
standard input sets a way: {"from": address, "to": address, "cut": bool, "delay": ms, "jitter": ms, "loss": share}."""
import heapq
import json
import os
import random
import select
import socket
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, PACKET_OUTGOING, ETH_P_ALL = 263, 15, 4, 3
# In front of each frame: what the sender's kernel left for the card to do (checksums, segments).
VNET_HEADER = 10
ARP, IPV4 = b"\x08\x06", b"\x08\x00"

ports = {}  # address -> the socket behind which it is
sockets = []
for argument in sys.argv[1:]:
    interface, addresses = argument.split("=")
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    port.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    port.bind((interface, 0))
    port.setblocking(False)
    sockets.append(port)
    for address in addresses.split(","):
        ports[socket.inet_aton(address)] = port

ways = {}  # (from, to) -> settings
PLAIN = {"cut": False, "delay": 0, "jitter": 0, "loss": 0}
waiting = []  # (moment, number, port, frame)
number = 0


def forward(data):
    global number
    frame = data[VNET_HEADER:]
    kind = frame[12:14]
    # A request for an address passes every way: a cut is silence, as it is behind routers, and no error.
    if kind == ARP:
        way, to = PLAIN, frame[38:42]
    elif kind == IPV4:
        to = frame[30:34]
        way = ways.get((frame[26:30], to), PLAIN)
    else:
        return
    port = ports.get(to)
    if port is None or way["cut"] or random.random() < way["loss"]:
        return
    number += 1
    delay = max(0, way["delay"] + random.uniform(-1, 1) * way["jitter"]) / 1000
    heapq.heappush(waiting, (time.monotonic() + delay, number, port, data))


def send_due():
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, port, data = heapq.heappop(waiting)
        try:
            port.send(data)
        except OSError:
            pass  # The other end is unplugged, or full: a lost frame.


commands = b""
print("ready", flush=True)
while True:
    patience = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    readable, _, _ = select.select([0, *sockets], [], [], patience)
    for ready in readable:
        if ready == 0:
            read = os.read(0, 65536)
            if not read:
                sys.exit()
            *lines, commands = (commands + read).split(b"\n")
            for line in lines:
                way = json.loads(line)
                both = (socket.inet_aton(way.pop("from")), socket.inet_aton(way.pop("to")))
                ways[both] = {**PLAIN, **way}
            continue
        for _ in range(64):
            try:
                data, sender = ready.recvfrom(70000)
            except OSError:
                break  # Nothing is left, or the port is unplugged.
            if sender[2] != PACKET_OUTGOING:
                forward(data)
    send_due()
