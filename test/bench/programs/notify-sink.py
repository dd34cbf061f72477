# Stands in for systemd: takes what services report (sd_notify(3)) on the socket named as argument.
import socket, sys

sink = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sink.bind(sys.argv[1])
print("ready", flush=True)
while True:
    sink.recv(4096)
