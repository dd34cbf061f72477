/** Jobs of Checker as parts of a look: their names, and their habits in the words of our checks. Pure. */

import { fnv1a } from '../fnv'
import type { Habits } from './look'
import type { ClockMoment } from './probe'
import { oneLine, partName } from './reported-parts'

/** A line of checker-jobs.py: a file with its trouble, or a job. */
export interface CheckerLine {
  readonly file?: string
  /** base64 of `<friendly name>|<argument>|...`, as Checker's state file has it. */
  readonly id?: string
  readonly every?: string | null
  readonly notify?: string | null
  readonly failures?: number | null
  /** Absent where the job was not due. */
  readonly ok?: boolean
  readonly error?: string
  /** Of the mail that it wanted to be sent. */
  readonly subject?: string
  readonly to?: string
  readonly text?: string
  readonly took?: number
  /** It was due, and has not begun or not ended: there was no time left. */
  readonly waits?: boolean
  readonly late?: boolean
}

const EVERY: ReadonlyMap<string, ClockMoment> = new Map([
  ['minute', 'minute'],
  ['hour', 'hour'],
  ['day', 'day'],
  ['day_noon', 'noon'],
])

export function everyOf({ every }: CheckerLine): ClockMoment | undefined {
  return EVERY.get(every ?? '')
}

/** The frequencies whose moment came after `since` and not after `now`, both epoch milliseconds; without `since`, all. */
export function dueFrequencies(since: number | undefined, now: number): readonly string[] {
  if (since === undefined || since > now) return [...EVERY.keys()]
  const hour = new Date(now).setMinutes(0, 0, 0)
  const day = new Date(now).setHours(0, 0, 0, 0)
  const noonToday = new Date(now).setHours(12, 0, 0, 0)
  const noon = noonToday <= now ? noonToday : new Date(noonToday).setDate(new Date(noonToday).getDate() - 1)
  const moments = { hour, day, day_noon: noon }
  return ['minute', ...Object.entries(moments).flatMap(([name, at]) => (at > since ? [name] : []))]
}

const MINUTE = 60_000
const INTERVALS: Readonly<Record<ClockMoment, number>> = {
  minute: MINUTE,
  hour: 60 * MINUTE,
  day: 1_440 * MINUTE,
  noon: 1_440 * MINUTE,
}
/** By the words of Checker; a job that runs no more often than the span has a reminder with each failure. */
const REMINDERS: ReadonlyMap<string, readonly [Habits['reminders'], span: number]> = new Map([
  ['every', ['always', 0]],
  ['5min', ['5m', 5 * MINUTE]],
  ['10min', ['10m', 10 * MINUTE]],
  ['hour', ['1h', 60 * MINUTE]],
  ['day', ['1d', 1_440 * MINUTE]],
  ['state_change', ['change', Number.POSITIVE_INFINITY]],
])

/**
 * Notifies as Checker does: only at a failing run, so a job that runs no more often than it reminds reminds with every
 * failure; of a recovery only where changes are what it reports.
 */
export function habitsOf(line: CheckerLine): Habits {
  const { notify, failures } = line
  const [reminders, span = 0] = REMINDERS.get(notify ?? '') ?? []
  const every = everyOf(line)
  const isRarer = every !== undefined && INTERVALS[every] >= span
  return {
    ...(typeof failures === 'number' &&
      failures >= 1 &&
      failures <= 100 && { failuresBeforeAlert: failures }),
    ...(reminders !== undefined && {
      reminders: isRarer ? 'always' : reminders,
      recovery: reminders === 'change',
    }),
  }
}

/** The text of an id: `<class 'jobs.Web.Web'> for shop|https://shop.example.org`. */
function textOf(id: string): string {
  const bytes = Uint8Array.from(atob(id), character => character.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}

/**
 * The name of a job's part, which only its id decides: `Disk`, `Web for shop`, or `Port(nas, 445)` where the arguments
 * alone tell jobs apart. A name that had to be cut ends with a number of its id.
 */
export function checkerJobName(id: string): string {
  const [friendly = '', ...args] = textOf(id).split('|')
  const [, path, rest = ''] = /^<class '([\w.<>]+)'>(.*)$/s.exec(friendly) ?? []
  const short = path === undefined ? friendly : `${path.split('.').at(-1)}${rest}`
  const whole = oneLine(rest === '' && args.length > 0 ? `${short}(${args.join(', ')})` : short, 1_000)
  const name = partName(whole)
  return name === whole ? name : `${name.slice(0, 51)}~${fnv1a(id).toString(16).padStart(8, '0')}`
}
