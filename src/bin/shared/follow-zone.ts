import { watchFile } from '../../io/files/watch-file'

/**
 * Takes up another time zone of the machine while the program runs: Node reads it at the start, and again when `TZ` is
 * assigned or deleted. Does nothing where `TZ` names the zone.
 */
export function followZone(tz: string | undefined, link = '/etc/localtime'): { close(): void } {
  if (tz !== undefined) return { close: () => {} }
  return watchFile(link, () => {
    delete process.env.TZ
  })
}
