/** The account that a batchy server gives of a workflow, judged as Robopager's latency check does. Pure. */

import { formatDuration, parseDuration } from '../time/duration'
import { batchyTarget } from './batchy-target'
import type { Look } from './look'

/** The job in whose fields batchy keeps the whole workflow. */
const WHOLE = 'global'
const LONGEST_FIELD = 100

/** Judges the answer, a JSON text. `now` is epoch milliseconds. */
export function judgeBatchy(
  body: string,
  target: string,
  settings: Readonly<Record<string, string>>,
  now: number,
): Look {
  const { workflow } = batchyTarget(target)
  const failure = (detail: string): Look => ({ answer: 'failure', detail, output: body.slice(0, 2_000) })
  const jobs = objectIn(body)
  if (jobs === undefined) return failure(`the account of ${workflow} is no JSON object`)
  const whole = jobs[WHOLE]
  if (typeof whole !== 'object' || whole === null)
    return failure(
      Object.keys(jobs).length === 0
        ? `the server knows no workflow ${workflow}`
        : `the account of ${workflow} lacks the entry ${WHOLE}`,
    )
  const account = whole as Account
  const { batch_start: begun, batch_end: ended } = account
  const [start, end] = [momentOf(begun), momentOf(ended)]
  if (!isNothing(begun) && start === undefined) return failure(`the start of ${workflow} is no time`)
  if (!isNothing(ended) && end === undefined) return failure(`the end of ${workflow} is no time`)
  const verdict = verdictOn(workflow, { ...account, start, end }, settings, now)
  const findings = findingsOf(account, start, now)
  return { ...(verdict.answer === 'failure' ? failure(verdict.detail) : verdict), findings }
}

type Account = Readonly<Record<string, unknown>>

function verdictOn(
  workflow: string,
  { status, start, end }: Account & { readonly start: number | undefined; readonly end: number | undefined },
  settings: Readonly<Record<string, string>>,
  now: number,
): Look {
  const failure = (detail: string): Look => ({ answer: 'failure', detail })
  const since = (moment: number) => formatDuration(ageOf(moment, now))
  if (String(status).toLowerCase() === 'failure')
    return failure(`${workflow} failed${start === undefined ? '' : `; it began ${since(start)} ago`}`)
  // A workflow that runs has no end yet: the one before its start is not known, and that was even earlier.
  const isEnd = settings.since === 'end' && end !== undefined
  const moment = isEnd ? end : start
  if (moment === undefined) return failure(`${workflow} has not begun yet`)
  const latency = parseDuration(settings.latency ?? '') ?? 0
  const age = ageOf(moment, now)
  const detail = `${workflow} ${isEnd ? 'ended' : 'began'} ${since(moment)} ago`
  const limit = formatDuration(latency)
  if (age >= latency) return failure(`${detail}, and has to within ${limit}`)
  const share = Number.parseInt(settings.warning ?? '', 10) / 100
  const isLate = age >= latency * share
  return {
    answer: 'success',
    detail,
    ...(isLate && { warning: `${detail}, and has to within ${limit}` }),
  }
}

/** The fields of the account that Robopager keeps, with the latency in minutes. */
function findingsOf(account: Account, start: number | undefined, now: number): NonNullable<Look['findings']> {
  const texts = ['status', 'batch_start', 'batch_end'].flatMap(key => {
    const value = account[key]
    return typeof value === 'string' ? [[key, value.slice(0, LONGEST_FIELD)] as const] : []
  })
  const latency = start !== undefined && { latency: Math.round(ageOf(start, now) / 600) / 100 }
  return { ...Object.fromEntries(texts), ...latency }
}

function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

const isNothing = (value: unknown) => value === null || value === undefined || value === ''

/** A moment in the future is now: the clocks of the two machines differ. */
const ageOf = (moment: number, now: number) => Math.max(0, now - moment)

/** `2020-01-17T06:58:01.234567`, UTC without an offset; epoch milliseconds. */
function momentOf(value: unknown): number | undefined {
  const form = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/
  const [, day, time, fraction = '', offset = 'Z'] = form.exec(String(value)) ?? []
  if (day === undefined) return undefined
  const moment = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`)
  return Number.isNaN(moment) ? undefined : moment
}
