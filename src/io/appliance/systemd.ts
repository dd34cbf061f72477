import { execFile } from 'node:child_process'

/** How a service reports to systemd (sd_notify(3)); does nothing where there is none. */
export interface Supervisor {
  ready(): void
  /** From now on feeds the watchdog, but only while `works` resolves in time: a process that hangs is then restarted. */
  feedWhile(works: () => Promise<void>): void
}

/**
 * `socket` is NOTIFY_SOCKET, `watchdog` WATCHDOG_USEC. Node has no datagram socket of the unix kind, so systemd's own
 * `systemd-notify` carries the message; it costs some 20 ms of CPU, hence the leisurely watchdog in the units.
 */
export function connectSystemd(socket: string | undefined, watchdog: string | undefined): Supervisor {
  const notify = (...message: string[]) => {
    if (socket) execFile('systemd-notify', message, () => {}) // A feed that fails is one that systemd misses.
  }
  const interval = Number(watchdog) / 2_000
  return {
    ready: () => notify('--ready'),
    feedWhile: works => {
      if (!(interval > 0)) return
      setInterval(() => {
        works().then(
          () => notify('WATCHDOG=1'),
          () => {}, // Not fed: that is the message.
        )
      }, interval)
    },
  }
}
