import { readlinkSync } from 'node:fs'

/**
 * The name of the zone of local times, such as `Europe/Berlin`: the target of the machine's link (see localtime(5)). `Intl`
 * knows it too, but loads ICU's tables for it, 6 MB that the process keeps; so it is used only with a zone in `TZ`, or
 * without such a link.
 */
export function timeZoneName(tz: string | undefined, link = '/etc/localtime'): string {
  return (tz === undefined && linkedZone(link)) || Intl.DateTimeFormat().resolvedOptions().timeZone
}

function linkedZone(link: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?([\w+/-]+)$/.exec(readlinkSync(link))?.[1]
  } catch {
    return undefined // There is no link, but perhaps a copy of the file.
  }
}
