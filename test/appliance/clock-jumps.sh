#!/bin/sh
# Runs inside the virtual machine of clock.test.ts, which has a clock of its own, and powers it off in the end. Writes
# each tick, heartbeat and jump with the guest's time to /root/times, as `<seconds since the epoch> tick|heartbeat|jump <which>`.
exec 2>/root/errors

node -e "
  const { appendFileSync } = require('node:fs')
  const { createServer } = require('node:http')
  createServer((_, response) => {
    appendFileSync('/root/times', Math.floor(Date.now() / 1000) + ' heartbeat\n')
    response.end('OK')
  }).listen(9999)
" &

sed -i -e 's|^heartbeatfrequency.*|heartbeatfrequency = 5|' \
  -e 's|^heartbeaturl.*|heartbeaturl = http://127.0.0.1:9999/ping|' /var/lib/intvlm8r/intvlm8r.ini
chown intvlm8r: /var/lib/intvlm8r/intvlm8r.ini

jump() {
  date -s "$1"
  start=$(date +%s)
  echo "$start jump $2" >>/root/times
}

# Until the slot after the jump's has had its heartbeat, and a little longer, in case there is a second one.
wait_for_next_slot() {
  for _ in $(seq 120); do
    sleep 1
    last=$(tail -n 1 /root/times)
    if [ "${last#* }" = heartbeat ] && [ $((${last% *} / 300)) -gt $((start / 300)) ]; then break; fi
  done
  sleep 5
}

# At boot the clock was years ahead: the calendar has not fired yet, and waits for a time far away.
jump '2026-11-20 10:04:40 UTC' back-before-the-first-tick
wait_for_next_slot

# A Pi without a clock chip lives in the past until it learns the time from the network.
jump '2026-11-20 12:04:40 UTC' forward
wait_for_next_slot

jump '2026-11-20 09:04:40 UTC' back
wait_for_next_slot

# The clock goes back while a tick runs, which systemd does not notice: here the monotonic fall-back has to help.
mkdir -p /run/systemd/system/intvlm8r-tick.service.d /run/systemd/system/intvlm8r-tick.timer.d
printf '[Service]\nExecStartPre=/bin/sleep 10\n' >/run/systemd/system/intvlm8r-tick.service.d/slow.conf
printf '[Timer]\nOnUnitActiveSec=30s\n' >/run/systemd/system/intvlm8r-tick.timer.d/fall-back.conf
systemctl daemon-reload
systemctl start intvlm8r-tick.service --no-block
sleep 5
jump '2026-11-20 07:04:20 UTC' back-during-a-tick
wait_for_next_slot

journalctl -u intvlm8r-tick --output=short-unix --no-pager >/root/journal
systemctl poweroff
