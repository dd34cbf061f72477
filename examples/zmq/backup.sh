#!/bin/sh
# A shell script that sends by 0MQ with one line of Python (Debian: apt install python3-zmq).
tell() {
  python3 -c 'import sys,zmq; c=zmq.Context(); s=c.socket(zmq.PUSH); s.linger=30000; s.connect(sys.argv[1]); s.send_multipart([a.encode() for a in sys.argv[2:]]); s.close(); c.term()' "${APPLIANCE:-tcp://pi:5659}" "$@"
}

tell STARTED clientA nightly
if output=$("$@" 2>&1); then
  tell SUCCEEDED clientA nightly "$output"
else
  tell FAILED clientA nightly "exit code $?: $output"
fi
