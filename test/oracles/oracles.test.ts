import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cron } from '../../src/domain/time/cron'
import { onCalendar } from '../../src/domain/time/on-calendar'
import { debianJob, debianRuns, wallClock } from '../support/debian-cron'
import { createRandom } from '../support/random'
import { calendarRuns } from './calendar-model'
import { changesIn, drawCalendar, drawCron, drawer, drawMoment, ZONES } from './draw'
import { describe as inWords, judge, type Model, newTally, type Tally } from './judge'
import { knownOfCroniter, knownOfSystemd } from './known'
import { type Question, runsByCroniter, runsBySystemd, systemOffsets } from './oracles'
import { reportOf } from './report'

const CALENDARS = 1_800
const CRONS = 2_400
const CRONS_IN_UTC = 1_200
/** The questions to croniter. */
const SUITES = [
  ['in ten zones', CRONS, false],
  ['in UTC, with more forms and typing errors', CRONS_IN_UTC, true],
] as const
/** Processes of systemd-analyze at once. */
const AT_ONCE = 4

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const draw = drawer(createRandom(seed))
const offset = (zone: string, at: number) => Math.round(wallClock(zone)(at * 1_000) * 60) - at
const kept = new Map<string, readonly number[]>()
const changes = (zone: string) => {
  const found = kept.get(zone) ?? changesIn(at => offset(zone, at))
  kept.set(zone, found)
  return found
}
/** Zones of which Node and the system know the same changes: either may have the newer database. */
const zones = ZONES.filter(zone => {
  const moments = changes(zone).flatMap(at => [at - 1, at])
  return systemOffsets(zone, moments).every((theirs, index) => theirs === offset(zone, moments[index] ?? 0))
})
const tallies: Tally[] = []

beforeAll(() => console.log(`SEED=${seed}`))
afterAll(() => {
  const report = reportOf(seed, zones, tallies)
  console.log(report)
  if (tallies.length === SUITES.length + 1) writeFileSync('docs/oracles.md', report)
})

function question(expression: string, zone: string): Question {
  return { expression, zone, from: drawMoment(draw, changes(zone)) }
}

function tallyOf(title: string): Tally {
  const tally = newTally(title)
  tallies.push(tally)
  return tally
}

const modelOfCron =
  ({ expression, zone }: Question): Model =>
  (from, to) => {
    // Debian's cron takes this range for no day at all.
    const job = debianJob(expression.replace('sat-sun', '6-7'))
    // Long enough before to know which turn of a repeated hour it is.
    const begin = Math.floor(from / 60 - 240) * 60_000
    return (
      job && debianRuns(job, zone, begin, to * 1_000).flatMap(at => (at / 1_000 > from ? [at / 1_000] : []))
    )
  }

test('Node and the system know the same changes of most zones', () => {
  expect(zones.length).toBeGreaterThan(ZONES.length / 2)
})

test('calendars come when systemd runs its timers', async () => {
  const tally = tallyOf('OnCalendar in ten zones, against `systemd-analyze calendar`')
  const known = knownOfSystemd({ changes, offset })
  const questions = Array.from({ length: CALENDARS }, () =>
    question(drawCalendar(draw), draw.one(zones)),
  ).values()
  const work = async () => {
    for (const one of questions) {
      const [theirs, normalized] = await runsBySystemd(one)
      const model: Model = (from, to) =>
        normalized === '' ? undefined : calendarRuns(normalized, one.zone, from, to)
      judge(tally, one, onCalendar(one.expression), theirs, model, known)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  expect(tally.unexplained.map(inWords)).toEqual([])
})

test.each(SUITES)(
  'cron jobs %s run as croniter computes it, but for its known errors',
  (title, count, beyond) => {
    const tally = tallyOf(`cron ${title}, against croniter`)
    const known = knownOfCroniter({ changes, offset })
    const questions = Array.from({ length: count }, () =>
      question(drawCron(draw, beyond), beyond ? 'UTC' : draw.one(zones)),
    )
    const answers = runsByCroniter(questions)
    for (const [index, one] of questions.entries())
      judge(tally, one, cron(one.expression), answers[index] ?? 'refused', modelOfCron(one), known)
    expect(tally.unexplained.map(inWords)).toEqual([])
  },
)
