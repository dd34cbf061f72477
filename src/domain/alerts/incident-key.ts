/** The keys of incidents that several watches of one checklist share, as Robopager derives them. Pure. */

import { localStamp } from '../time/local-time'
import type { Alert } from './alert'

/** Characters. */
const LONGEST = 255

/** `NAME-YYYYMMDD-HH`, the local hour in which the outage began; of an alert about no single check its own key. */
export function incidentKeyOf({ key, kind, check, name, since, at }: Alert): string {
  if (check === undefined || kind === 'digest' || kind === 'test') return key.slice(0, LONGEST)
  const [year, month, day, hour] = localStamp(since ?? at).split(/[/ :]/)
  const moment = `-${year}${month}${day}-${hour}`
  return `${name.slice(0, LONGEST - moment.length)}${moment}`
}

const MOST_LENGTH = 300

/** The key in a message of a peer; undefined: there is none. */
export function readIncidentKey(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MOST_LENGTH ? value : undefined
}
