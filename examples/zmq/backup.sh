#!/bin/sh
# Runs a command, prints its output, ends with its exit code, and reports it by 0MQ with one line of Python
# (Debian: apt install python3-zmq):
#
#   APPLIANCE=tcp://pi:5659 sh backup.sh rsync -a /home /backup
tell() {
  python3 -c 'import os,sys,zmq; c=zmq.Context(); s=c.socket(zmq.PUSH); s.linger=30000; s.connect(sys.argv[1]); s.send_multipart([os.fsencode(a) for a in sys.argv[2:]]); s.close(); c.term()' "${APPLIANCE:-tcp://pi:5659}" "$@"
}

tell STARTED clientA nightly
output=$("$@" 2>&1)
code=$?
printf '%s\n' "$output"
# A message has room for the end of a long output.
end=$(printf '%s' "$output" | tail -c 9000)
if [ "$code" -eq 0 ]; then
  tell SUCCEEDED clientA nightly "$end"
else
  tell FAILED clientA nightly "exit code $code: $end"
fi
exit "$code"
