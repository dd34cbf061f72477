import { execFile } from 'node:child_process'

/** A service's reports to systemd (sd_notify(3)); they do nothing without systemd. */
export interface Supervisor {
  ready(): void
  /** Feeds the watchdog as long as `works` resolves in time; systemd restarts a process that no longer does. */
  feedWhile(works: () => Promise<void>): void
}

/**
 * `socket` is NOTIFY_SOCKET, `watchdog` WATCHDOG_USEC. Node has no unix datagram sockets, so systemd's own `systemd-notify`
 * sends the messages; it costs some 20 ms of CPU, hence the slow watchdog in the units.
 */
export function connectSystemd(socket: string | undefined, watchdog: string | undefined): Supervisor {
  const notify = (...message: string[]) => {
    if (socket) execFile('systemd-notify', message, () => {}) // systemd itself notices a feed that fails.
  }
  const interval = Number(watchdog) / 2_000
  return {
    ready: () => notify('--ready'),
    feedWhile: works => {
      if (!(interval > 0)) return
      setInterval(() => {
        works().then(
          () => notify('WATCHDOG=1'),
          () => {}, // Not fed: the watchdog takes care of it.
        )
      }, interval)
    },
  }
}
