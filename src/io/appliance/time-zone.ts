import { readlinkSync } from 'node:fs'
import { minutesAhead } from '../../domain/time/local-time'
import { isZone, toLocal } from '../../domain/time/zone'

/**
 * The name of the zone of local times, such as `Europe/Berlin`: the target of the machine's link (see localtime(5)). `Intl`
 * knows it too, but loads ICU's tables for it, 6 MB that the process keeps; so it is used only with a zone in `TZ`, or
 * without such a link. A `TZ` that is not understood is named.
 */
export function timeZoneName(tz: string | undefined, link = '/etc/localtime'): string {
  if (tz === undefined) return linkedZone(link) ?? ownZone()
  return isUnderstood(tz) ? ownZone() : `${ownZone()}, as TZ=${tz} is not understood`
}

/** Returns the problem with `TZ` and how to mend it; undefined without one. */
export function zoneProblem(tz: string | undefined): string | undefined {
  if (tz === undefined || isUnderstood(tz)) return undefined
  return `TZ=${tz} is not understood: due slots and times are not those of its zone. Name one, such as TZ=Asia/Kolkata, or remove it`
}

/** Undefined where Node has no name for it. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC'
}

/**
 * Whether Node goes by this `TZ` as tzset(3) does. It knows the zones by name, and some of the forms with an offset: of
 * `IST-5:30`, and of rules for summer time, it makes UTC.
 */
function isUnderstood(tz: string): boolean {
  const name = tz.replace(/^:/, '').replace(/^(posix|right)\//, '')
  if (name === '') return true
  if (isZone(name)) return SEASONS.every(at => toLocal(at, name) - at === minutesAhead(at) * 60_000)
  const [, sign, hours, minutes = '0'] =
    /^(?:[a-z]{3,}|<[^>]+>)([+-]?)(\d{1,2})(?::(\d\d))?$/i.exec(name) ?? []
  const behind = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return hours !== undefined && minutesAhead(0) === -behind
}

/** In the middle of both halves of a year, since zones differ in their summer time. */
const SEASONS = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)]

function linkedZone(link: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?([\w+/-]+)$/.exec(readlinkSync(link))?.[1]
  } catch {
    return undefined // There is no link, but perhaps a copy of the file.
  }
}
