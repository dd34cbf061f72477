/** The differences that are known, and why ours is right. Each is judged by the moment at which the answers part. */
import { debianJob } from '../support/debian-cron'
import type { Difference, Known } from './judge'

const DAY = 86_400

/** Of a zone: the moments at which its offset changes, and the seconds by which local time is ahead of UTC. */
export interface ZoneFacts {
  changes(zone: string): readonly number[]
  offset(zone: string, at: number): number
}

export function knownOfSystemd({ changes, offset }: ZoneFacts): readonly Known[] {
  const changesOf = (difference: Difference) => changes(zoneOf(difference))
  const isSecondTurn = (difference: Difference, moment: number) => {
    const local = (at: number) => at + offset(zoneOf(difference), at)
    return changesOf(difference).some(at => moment >= at && local(moment) <= local(at - 1))
  }
  return [
    {
      name: 'a form that is clear is refused',
      why: 'systemd takes a step that leads out of its range (`4/20` of the hours), a range of one value (`46..46`), a star with a step (`*/8`) and a star in a list for mistakes. Each has one meaning, which ours takes.',
      fits: ({ theirs, ours, expression }) =>
        theirs === 'refused' &&
        ours !== 'refused' &&
        (hasOneValue(expression) || /\*\/|\*,|,\*/.test(expression)),
    },
    {
      name: 'a list of days before the end of a month is refused',
      why: 'A bug: of such a list systemd allows each further day to be three days less (chain_valid in calendarspec.c lowers its bound of 28 anew for each): `~8,25` is fine, `~8,26` and `~8,10,23` are not.',
      fits: ({ theirs, ours, expression }) =>
        theirs === 'refused' && ours !== 'refused' && isLongListFromEnd(expression),
    },
    {
      name: 'the search is given up',
      why: 'A bug: where its search meets an hour that the clocks skip, systemd ends with “Infinite loop in calendar calculation”.',
      fits: difference =>
        difference.theirs === 'given up' &&
        difference.isAsModel === true &&
        changesOf(difference).some(at => at > difference.from - DAY && at < searched(difference.ours) + DAY),
    },
    {
      name: 'a start in the second turn of a repeated hour',
      why: 'systemd-analyze counts that turn then. A timer that ran in the first turn has planned its next run already, past the second.',
      fits: difference => {
        const { theirs, isAsModel, from } = difference
        return typeof theirs !== 'string' && isAsModel === true && isSecondTurn(difference, from)
      },
    },
    {
      name: 'the first runs of a unit are left out after a step',
      why: 'A bug, in UTC too: where a step leads over the ends of two units at once, systemd goes on behind the first values of the next. `1/17:42` has no run at 01:42 on the 1st, `*:4,45/12` none at 00:04.',
      fits: difference =>
        difference.isAsModel === true &&
        leavesOut(difference) &&
        followsStep(difference.expression, difference.at + offset(zoneOf(difference), difference.at)),
    },
    {
      name: 'runs around a change of the clocks are left out, or come at their second turn',
      why: 'Where what systemd’s search tries is skipped, comes twice, or lies beyond the change after a step, it goes on with a later hour or with the next day (find_next in calendarspec.c): in Berlin `0/9:53` has no run at 00:53 on the day on which summer time ends. systemd.time(7) has no such rule.',
      fits: difference =>
        typeof difference.theirs !== 'string' &&
        difference.isAsModel === true &&
        leavesOut(difference, at => isSecondTurn(difference, at)) &&
        changesOf(difference).some(at => Math.abs(difference.at - at) < reachOf(difference.expression)),
    },
  ]
}

/** The zone that the expression names, or else the question's. */
function zoneOf({ expression, zone }: Difference): string {
  return / ([A-Z]\w*[/+\d-]\S*|UTC)$/.exec(expression)?.[1] ?? zone
}

/** The end of what a search goes through: the last run, or the end of time where there is none. */
function searched(answer: Difference['ours']): number {
  return typeof answer === 'string' ? 0 : (answer.at(-1) ?? Number.POSITIVE_INFINITY)
}

/** Whether they have no run, up to the last of ours, that ours lack, but for some. */
function leavesOut({ ours, theirs }: Difference, isFine = (_at: number) => false): boolean {
  if (typeof ours === 'string' || typeof theirs === 'string') return false
  const last = ours.at(-1) ?? 0
  return theirs.every(at => at > last || ours.includes(at) || isFine(at))
}

/** From the years to the seconds; stars where the expression names no date. */
function fieldsOf(expression: string): string[] {
  const [date = '', time = ''] = [/(?<= |^)[\d*]\S*[-~]\S+/, /\S+:\S+/].map(
    form => form.exec(expression)?.[0],
  )
  const dates = date.split(/[-~]/)
  return [...Array(3 - dates.length).fill('*'), ...dates, ...time.split(':')]
}

const DAYS = 2
const MOST: readonly number[] = [2199, 12, 31, 23, 59, 59]

function hasOneValue(expression: string): boolean {
  const isFromEnd = expression.includes('~')
  return fieldsOf(expression).some((list, index) =>
    list.split(',').some(item => {
      const [, from, to, step] = /^(\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(item) ?? []
      if (isFromEnd && index === DAYS && to === undefined && step !== undefined)
        return Number(from) - Number(step) < 1
      const last = Number(to ?? MOST[index])
      return (
        (to !== undefined && Number(from) === last) ||
        (step !== undefined && Number(from) + Number(step) > last)
      )
    }),
  )
}

function isLongListFromEnd(expression: string): boolean {
  const items = (/~(\S+)/.exec(expression)?.[1] ?? '')
    .split(',')
    .map(item => item.split(/\.\.|\//).map(Number))
  const inOrder = items.sort(([a = 0], [b = 0]) => a - b)
  return inOrder.some((numbers, index) => Math.max(...numbers) > 28 - 3 * index)
}

/** Seconds from a change of the clocks within which a search may be led astray: a step of days leads over a month. */
function reachOf(expression: string): number {
  const [, months, days] = fieldsOf(expression).map(list => list.includes('/'))
  return (months ? 366 : days ? 32 : 1.5) * DAY
}

/** Whether the local time lies in the first of the units above one that has a step. */
function followsStep(expression: string, local: number): boolean {
  const date = new Date(local * 1_000)
  const [, , days, hours, minutes, seconds] = fieldsOf(expression).map(list => list.includes('/'))
  return Boolean(
    (days && date.getUTCMonth() === 0) ||
      (hours && date.getUTCDate() === 1) ||
      (minutes && date.getUTCHours() === 0) ||
      (seconds && date.getUTCMinutes() === 0),
  )
}

const jobOf = ({ expression }: Difference) =>
  debianJob(expression.replace('L', '31').replace('sat-sun', '6-7'))

/** Whether one of the two day fields matches that date, and the other does not. */
function isBetweenDays(difference: Difference, date: Date): boolean {
  const job = jobOf(difference)
  return job !== undefined && job.day.has(date.getUTCDate()) !== job.weekday.has(date.getUTCDay())
}

function coversAll(difference: Difference): boolean {
  const job = jobOf(difference)
  return job?.day.size === 31 || job?.weekday.size === 8
}

function hasStar({ expression }: Difference): boolean {
  const [, , day = '', , weekday = ''] = expression.split(' ')
  return day.startsWith('*') || weekday.startsWith('*')
}

export function knownOfCroniter({ changes, offset }: ZoneFacts): readonly Known[] {
  const localOf = ({ zone, at }: Difference) => new Date((at + offset(zone, at)) * 1_000)
  const changedBefore = ({ zone, from, at, ours, theirs }: Difference, forward: boolean) => {
    const [mine = at, its = at] = [ours, theirs].map(answer =>
      typeof answer === 'string' ? at : answer.find(run => run >= at),
    )
    const passed = changes(zone).filter(change => change > from - DAY && change <= Math.max(mine, its) + DAY)
    return passed.some(change => offset(zone, change) > offset(zone, change - 1) === forward)
  }
  return [
    {
      name: 'a day field that begins with a star, and is more than that',
      why: 'croniter is content with one of the two day fields, unless one is exactly `*`. Debian’s cron wants both as soon as one begins with `*` (entry.c: DOM_STAR, DOW_STAR).',
      fits: difference =>
        difference.theirs !== 'refused' &&
        difference.isAsModel !== false &&
        isBetweenDays(difference, localOf(difference)) &&
        hasStar(difference),
    },
    {
      name: 'a day field that covers everything, and does not begin with a star',
      why: 'croniter takes `1-31`, `0-6` or `5,*` for `*`, and then wants the other day field. In Debian’s cron only a field that begins with `*` makes both match, so one of the two is enough.',
      fits: difference =>
        difference.theirs !== 'refused' &&
        difference.isAsModel !== false &&
        isBetweenDays(difference, localOf(difference)) &&
        !hasStar(difference) &&
        coversAll(difference),
    },
    {
      name: 'days that a month does not have',
      why: 'Where the 29th, the 30th or the 31st is listed, croniter goes on from the end of a shorter month to that day and lands behind the first days of the next one, which it misses; or it finds nothing at all.',
      fits: difference => {
        const date = localOf(difference)
        const before = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 0)).getUTCDate()
        const days = [...(jobOf(difference)?.day ?? [])]
        const isMissed = leavesOut(difference) && date.getUTCDate() <= 3 && days.some(day => day > before)
        const isLost = difference.theirs === 'given up' && days.some(day => day > 28)
        return difference.isAsModel === true && (isMissed || isLost)
      },
    },
    {
      name: 'a numbered weekday beside days of the month',
      why: 'croniter wants both to match, or leaves the days out, or finds nothing. Debian’s cron does not know `fri#2`; Healthchecks’ cronsim has the same rule for it as for other weekdays, as ours.',
      fits: ({ expression, theirs }) => {
        const [, , day = '', , weekday = ''] = expression.split(' ')
        return theirs !== 'refused' && weekday.includes('#') && day !== '*'
      },
    },
    {
      name: 'a step without a range',
      why: 'croniter takes `5/15` for `5-59/15`. Debian’s cron refuses it (entry.c), and so do we, with the range to write.',
      fits: ({ expression, ours, theirs }) =>
        ours === 'refused' && theirs !== 'refused' && /(^|[ ,])\w+\/\d/.test(expression),
    },
    {
      name: 'a step that is longer than its field',
      why: 'croniter and Debian’s cron take `*/90`, and run the job every hour. Ours refuses it, as it is not every 90 minutes.',
      fits: ({ expression, ours, theirs }) =>
        ours === 'refused' && theirs !== 'refused' && /\/(9|\d\d)/.test(expression),
    },
    {
      name: 'after the beginning of summer time',
      why: 'croniter runs what the clocks skip an hour early, before the change, or not at all. Debian’s cron runs a fixed time right after the change, and leaves out a wildcard’s (cron(8)).',
      fits: difference =>
        typeof difference.theirs !== 'string' &&
        difference.isAsModel === true &&
        changedBefore(difference, true),
    },
    {
      name: 'after the end of summer time',
      why: 'Runs in the repeated hour, and after it, come an hour early or twice: croniter has no rule that sets fixed times, which run once, apart from wildcards, which run twice (cron(8)).',
      fits: difference =>
        typeof difference.theirs !== 'string' &&
        difference.isAsModel === true &&
        changedBefore(difference, false),
    },
  ]
}
