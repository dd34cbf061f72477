/**
 * The Intervalometerator's own setup, as far as it meets us: two heartbeat units in /etc/systemd/system, a web server on
 * the port 8080, and an INI in somebody's home folder. The script is a stand-in that sends a heartbeat at every run.
 */
import type { Machine } from './machine'

export const ORIGINAL_INI = '/home/pi/www/intvlm8r.ini'
export const ORIGINAL_AGENT = 'python-requests/2.28.1'

const SCRIPT = `
const { readFileSync } = require('node:fs')
const [, url] = /^heartbeaturl = (.*)$/m.exec(readFileSync('${ORIGINAL_INI}', 'utf8'))
fetch(url, { headers: { 'User-Agent': '${ORIGINAL_AGENT}' } })
`

const UNITS = {
  'heartbeat.service': `[Unit]
Description=The camera's heartbeat
[Service]
Type=simple
User=pi
WorkingDirectory=/home/pi/www
ExecStart=/usr/bin/python3 /home/pi/www/heartbeat.py
[Install]
WantedBy=multi-user.target
`,
  'heartbeat.timer': `[Unit]
Description=Wakes the camera's heartbeat
[Timer]
OnCalendar=*:0/5
Persistent=true
Unit=heartbeat.service
[Install]
WantedBy=timers.target
`,
  'nginx.service': `[Unit]
Description=Web server of the camera's page
[Service]
ExecStart=/usr/bin/node -e "require('node:http').createServer((q, a) => a.end('camera')).listen(8080)"
[Install]
WantedBy=multi-user.target
`,
}

/** Sets it up and starts it; its timer fires every few seconds instead of every five minutes. */
export async function installOriginal(machine: Machine, url: string): Promise<void> {
  const units = Object.entries(UNITS).map(
    ([name, text]) => `cat > /etc/systemd/system/${name} <<'END'\n${text}END\n`,
  )
  await machine.sh(`
    useradd --create-home --user-group pi
    # Its Python is Node here, whatever else the machine has.
    ln -sf node /usr/bin/python3
    install -d -o pi -g pi -m 755 /home/pi/www
    cat > ${ORIGINAL_INI} <<'END'
[Global]
file created = 01 Jan 2026
thumbscount = 24
[Monitoring]
heartbeaturl = ${url}
heartbeatfrequency = 5
END
    cat > /home/pi/www/heartbeat.py <<'END'
${SCRIPT}
END
    chmod 600 ${ORIGINAL_INI}
    chown -R pi: /home/pi/www
    ${units.join('')}
    mkdir -p /run/systemd/system/heartbeat.timer.d
    printf '[Timer]\\nOnCalendar=*:*:0/3\\n' > /run/systemd/system/heartbeat.timer.d/fast.conf
    systemctl daemon-reload
    systemctl enable --now heartbeat.timer nginx.service`)
}
