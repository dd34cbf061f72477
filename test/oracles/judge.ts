/** Whether two answers are the same, and if not, by which known difference. Moments are whole seconds since 1970. */
import type { Timetable, Unusable } from '../../src/domain/time/timetable'
import { type Answer, COUNT, type Question, stamp } from './oracles'

const TWO_DAYS = 2 * 86_400

export interface Difference extends Question {
  readonly ours: Answer
  readonly theirs: Answer
  /** The first run that only one of them has; the question's moment where one has none at all. */
  readonly at: number
  /** Whether our runs within two days of it are those of a model; undefined where the model cannot read the expression. */
  readonly isAsModel: boolean | undefined
}

/** A kind of difference that is known, and the reason why ours is right. */
export interface Known {
  readonly name: string
  readonly why: string
  fits(difference: Difference): boolean
}

/** The runs of a model in `from < at <= to`; undefined where it cannot read the expression. */
export type Model = (from: number, to: number) => readonly number[] | undefined

export interface Row {
  readonly known: Known
  count: number
  readonly example: Difference
}

/** The outcome of all the questions to one program. */
export interface Tally {
  readonly title: string
  questions: number
  same: number
  readonly rows: Map<string, Row>
  readonly unexplained: Difference[]
}

export function newTally(title: string): Tally {
  return { title, questions: 0, same: 0, rows: new Map(), unexplained: [] }
}

export function runsOf(timetable: Timetable | Unusable, zone: string, from: number): Answer {
  if ('problem' in timetable) return 'refused'
  const runs: number[] = []
  while (runs.length < COUNT) {
    const next = timetable.nextAfter((runs.at(-1) ?? from) * 1_000, zone)
    if (next === undefined) break
    runs.push(next / 1_000)
  }
  return runs
}

export function judge(
  tally: Tally,
  question: Question,
  timetable: Timetable | Unusable,
  theirs: Answer,
  model: Model,
  known: readonly Known[],
): void {
  const ours = runsOf(timetable, question.zone, question.from)
  tally.questions++
  if (JSON.stringify(ours) === JSON.stringify(theirs)) {
    tally.same++
    return
  }
  const at = firstDifference(ours, theirs) ?? question.from
  const isAsModel = 'problem' in timetable ? undefined : agrees(timetable, question, at, model)
  const difference = { ...question, ours, theirs, at, isAsModel }
  const kind = known.find(each => each.fits(difference))
  if (kind === undefined) {
    tally.unexplained.push(difference)
    return
  }
  const row = tally.rows.get(kind.name) ?? { known: kind, count: 0, example: difference }
  row.count++
  tally.rows.set(kind.name, row)
}

function firstDifference(ours: Answer, theirs: Answer): number | undefined {
  if (typeof ours === 'string' || typeof theirs === 'string') return undefined
  const odd = ours.findIndex((at, index) => at !== theirs[index])
  const index = odd === -1 ? ours.length : odd
  return Math.min(ours[index] ?? Number.POSITIVE_INFINITY, theirs[index] ?? Number.POSITIVE_INFINITY)
}

function agrees(
  timetable: Timetable,
  { from, zone }: Question,
  at: number,
  model: Model,
): boolean | undefined {
  const [begin, end] = [Math.max(from, at - TWO_DAYS), at + TWO_DAYS]
  const expected = model(begin, end)
  if (expected === undefined) return undefined
  const runs: number[] = []
  let next = timetable.nextAfter(begin * 1_000, zone)
  for (; next !== undefined && next <= end * 1_000; next = timetable.nextAfter(next, zone))
    runs.push(next / 1_000)
  return JSON.stringify(runs) === JSON.stringify(expected)
}

export function describe({ expression, zone, from, ours, theirs, isAsModel }: Difference): string {
  const words = (answer: Answer) =>
    typeof answer === 'string' ? answer : answer.map(stamp).join(', ') || 'none'
  const model = isAsModel === undefined ? 'no model' : `as the model: ${isAsModel}`
  return `"${expression}" in ${zone} after ${stamp(from)} UTC\n  ours:   ${words(ours)} (${model})\n  theirs: ${words(theirs)}`
}
