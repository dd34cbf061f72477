/** Steps of the tests with the appliance inside a machine. */
import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { vi } from 'vitest'
import type { Machine } from './machine'

export const INI = '/var/lib/intvlm8r/intvlm8r.ini'
export const SERVICES = ['intvlm8r-redis', 'intvlm8r-web', 'intvlm8r-worker'] as const

/** `apt-get install` of a .deb file; another version of it is an upgrade. */
export async function install(machine: Machine, deb: string): Promise<void> {
  const name = basename(deb)
  copyFileSync(deb, join(machine.root, 'root', name))
  await machine.sh(`cd /root && apt-get install -y ./${name} && rm ${name}`)
}

/** Sets keys of [Monitoring] as somebody with an editor would; the file keeps its owner. */
export async function configure(machine: Machine, keys: Record<string, string | number>): Promise<void> {
  const edits = Object.entries(keys).map(([key, value]) => `-e 's|^${key} *=.*|${key} = ${value}|'`)
  await machine.sh(`sed ${edits.join(' ')} ${INI} > /tmp/ini && cat /tmp/ini > ${INI} && rm /tmp/ini`)
}

/** Lets the timer tick every five seconds: the slots stay the same, but the heartbeat of a slot leaves sooner. */
export async function tickFast(machine: Machine): Promise<void> {
  await machine.sh(`mkdir -p /run/systemd/system/intvlm8r-tick.timer.d
    printf '[Timer]\\nOnCalendar=\\nOnCalendar=*:*:0/5\\nRandomizedDelaySec=0\\n' > /run/systemd/system/intvlm8r-tick.timer.d/fast.conf
    systemctl daemon-reload`)
  if ((await machine.try('systemctl is-active intvlm8r-tick.timer')).code === 0)
    await machine.sh('systemctl restart intvlm8r-tick.timer')
}

/** Waits until all services have reported that they are ready. */
export async function untilUp(machine: Machine): Promise<void> {
  await vi.waitFor(() => machine.sh(`systemctl is-active ${SERVICES.join(' ')} intvlm8r-tick.timer`), {
    timeout: 60_000,
    interval: 200,
  })
}

/**
 * A time zone in which, for the next 25 minutes, no slot is due with the frequency 60: a heartbeat that arrives then
 * has another reason than the hour.
 */
export function zoneWithoutDueSlot(now: number): string {
  const minute = new Date(now).getUTCMinutes()
  return minute >= 6 && minute < 35 ? 'UTC' : 'Asia/Kolkata'
}
