import { readlinkSync } from 'node:fs'

/**
 * The name of the zone that local times are in, such as `Europe/Berlin`: as the machine's link has it (see
 * localtime(5)). `Intl` knows it too, but for that it reads ICU's tables, 6 MB that a process keeps from then on; so it
 * is asked only where the zone is another one, by `TZ`, or there is no such link.
 */
export function timeZoneName(tz: string | undefined, link = '/etc/localtime'): string {
  return (tz === undefined && linkedZone(link)) || Intl.DateTimeFormat().resolvedOptions().timeZone
}

function linkedZone(link: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?([\w+/-]+)$/.exec(readlinkSync(link))?.[1]
  } catch {
    return undefined // No link, but perhaps a copy of the file.
  }
}
