/**
 * The moments at which cron runs a job. The rules are those of Debian's cron (cron(8); cron.c and entry.c of its package cron 3.0pl1),
 * which Healthchecks' cronsim follows too:
 *
 * - A *wildcard job*, whose minutes or hours begin with `*` (as in `*\/5 * * * *`, `0 *\/2 * * *` and `@hourly`), follows
 *   the wall clock: it does not run in an hour that summer time skips, and runs twice in one that is repeated.
 * - A *fixed-time job* is any other, also one that lists or ranges over hours (`20 0,2,4 * * *`, `0 0-23 * * *`). A time
 *   that is skipped counts right after the change, and one that is repeated counts the first time only.
 * - A gap of three hours or more, as where a country crosses the date line, is a correction of the clock: nothing is made
 *   up for.
 *
 * The rule of the two day fields stands in `./cron-fields`. Pure.
 */

import { type CronFields, cronFields } from './cron-fields'
import { type Timetable, type Unusable, union } from './timetable'
import { nextWallTime } from './wall-times'
import { changeNear, momentsAt, toLocal } from './zone'

const LONGEST_GAP = 3 * 3_600_000

/** A 29th of February on a given weekday comes after 40 years at the latest (2072, 2112). */
const MOST_YEARS = 50

/** Several expressions, with | between them, are due whenever one of them is. */
export function cron(expression: string): Timetable | Unusable {
  const timetables = expression.split('|').map(oneCron)
  const unusable = timetables.find(timetable => 'problem' in timetable)
  return unusable ?? union(timetables as Timetable[])
}

function oneCron(expression: string): Timetable | Unusable {
  const fields = cronFields(expression)
  if ('problem' in fields) return fields
  const nextAfter = fields.isWildcard ? nextOfWildcard : nextOfFixedTime
  return { nextAfter: (at, zone) => nextAfter(fields, at, zone) }
}

function nextOfFixedTime(fields: CronFields, at: number, zone: string): number | undefined {
  let local: number | undefined = toLocal(at, zone)
  for (;;) {
    local = nextLocal(fields, local)
    if (local === undefined) return undefined
    const moment = momentsAt(local, zone)[0] ?? afterGap(local, zone)
    if (moment !== undefined && moment > at) return moment
  }
}

/** The end of the gap that skips a local time. */
function afterGap(local: number, zone: string): number | undefined {
  const change = changeNear(local, zone)
  return change !== undefined && change.by < LONGEST_GAP ? change.at : undefined
}

function nextOfWildcard(fields: CronFields, at: number, zone: string): number | undefined {
  const now = toLocal(at, zone)
  let [local, moment]: (number | undefined)[] = [nextLocal(fields, now)]
  for (; local !== undefined; local = nextLocal(fields, local)) {
    moment = momentsAt(local, zone).find(each => each > at)
    if (moment !== undefined) break
  }
  // Where the wall clock is about to be set back, times that it has passed come once more, before later ones.
  const change = changeNear(now, zone)
  const isAhead = change !== undefined && change.by < 0 && change.at > at
  if (!isAhead || (moment !== undefined && moment < change.at)) return moment
  const repeated = nextLocal(fields, toLocal(change.at, zone) - 1)
  const again = repeated === undefined ? undefined : momentsAt(repeated, zone).at(-1)
  return moment === undefined || again === undefined ? moment : Math.min(moment, again)
}

function nextLocal(fields: CronFields, local: number): number | undefined {
  return nextWallTime(fields, local, new Date(local).getUTCFullYear() + MOST_YEARS)
}
