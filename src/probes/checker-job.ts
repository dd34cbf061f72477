/** checker-job: the jobs of a Checker, unchanged; each becomes a check of its own. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CheckerLine,
  checkerJobName,
  dueFrequencies,
  everyOf,
  habitsOf,
} from '../domain/probes/checker-jobs'
import { failingJobs } from '../domain/probes/checker-state'
import { type EarlierOutage, type Look, OUTPUT_KEPT, type Part, type Prober } from '../domain/probes/look'
import { oneLine } from '../domain/probes/reported-parts'
import { parseDuration } from '../domain/time/duration'

/** Milliseconds for Python itself, and for the last words of the jobs. */
const RESERVE = 3_000
const LONGEST_DETAIL = 300

export const checkerJob: Prober = async (task, { job, programs }) => {
  const { target, settings, now, timeout, signal, lastSuccess } = task
  const { config = '', joblimit = '', leaveout = '' } = settings
  const before = await earlierOutages(lastSuccess === undefined ? settings.state : undefined)
  if (typeof before === 'string') return { answer: 'blind', detail: before }
  const seconds = (ms: number) => String(ms / 1000)
  const limit = Math.min(parseDuration(joblimit) ?? timeout, timeout - RESERVE)
  const words = [
    join(programs, 'checker-jobs.py'),
    target,
    config,
    seconds(limit),
    seconds(timeout - RESERVE),
    dueFrequencies(lastSuccess, now).join(','),
    leaveout,
  ]
  const end = await job(['python3', ...words], { signal })
  if ('reason' in end) return { answer: 'blind', detail: end.reason }
  const lines = linesOf(end.stdout)
  const fault = lines.find(line => line.fault !== undefined)?.fault
  if (fault !== undefined)
    return { answer: 'blind', detail: `the jobs in ${target} cannot be read: ${fault}` }
  if (end.kind === 'killed' || end.code !== 0)
    return { answer: 'failure', detail: `the run of the jobs in ${target} broke off`, output: end.stderr }
  return lookAt(target, lines, before)
}

/** By the ids of the jobs, or the reason why they are not known. Only the first look has anything to go on with. */
async function earlierOutages(file = ''): Promise<ReadonlyMap<string, EarlierOutage> | string> {
  if (file === '') return new Map()
  try {
    const jobs = failingJobs(await readFile(file, 'utf8'))
    return new Map(
      jobs.map(({ id, failingSince, toldAt, failures }) => [
        id,
        { failingSince, failures, ...(toldAt !== undefined && { toldAt }) },
      ]),
    )
  } catch (error) {
    return `the file of states ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`
  }
}

type Line = CheckerLine & { readonly fault?: string }

/** The first line of an output that was cut may be the end of another one. */
function linesOf(output: string): readonly Line[] {
  const lines = output.split('\n').filter(line => line !== '')
  const whole = Buffer.byteLength(output) >= OUTPUT_KEPT ? lines.slice(1) : lines
  return whole.map(line => JSON.parse(line) as Line)
}

function lookAt(target: string, lines: readonly Line[], outages: ReadonlyMap<string, EarlierOutage>): Look {
  const parts: Part[] = []
  const kept: string[] = []
  const names = new Map<string, string>()
  for (const line of lines) {
    if (line.file !== undefined) {
      parts.push(filePart(line.file, line))
      continue
    }
    if (line.id === undefined) continue
    const name = uniqueName(line.id, names)
    const part = jobPart(name, line)
    const before = outages.get(line.id)
    if (part === undefined) kept.push(name)
    else parts.push({ ...part, ...(before && { before }) })
  }
  const run = parts.filter(({ quiet }) => !quiet).length
  const all = run + kept.length
  return {
    answer: 'success',
    detail: `${run} of ${all} jobs in ${target} were due`,
    parts,
    kept,
  }
}

/** Two jobs that would have one name keep apart by their ids, in the order in which Checker's names sort them. */
function uniqueName(id: string, names: Map<string, string>): string {
  const name = checkerJobName(id)
  const before = names.get(name.toLowerCase())
  if (before === undefined || before === id) {
    names.set(name.toLowerCase(), id)
    return name
  }
  return `${name.slice(0, 50)} ${id.slice(-8)}`
}

/** A file that cannot be imported is one failure, which ends when it can be. */
function filePart(file: string, { error, text }: Line): Part {
  const about = `The import of ${file}.py, a file of Checker's jobs.`
  if (error === undefined)
    return { name: `${file}.py`, about, answer: 'success', detail: `${file}.py can be imported`, quiet: true }
  const detail = `${file}.py cannot be imported: ${oneLine(error, LONGEST_DETAIL)}`
  return { name: `${file}.py`, about, answer: 'failure', detail, ...(text !== undefined && { output: text }) }
}

/** Undefined for a job that was not due. */
function jobPart(name: string, line: Line): Part | undefined {
  const { id = '', ok, error, subject = '', to = '', text, took, waits, late } = line
  const every = everyOf(line)
  const about = `A job of Checker. Its id there: ${id}`
  if (every === undefined)
    return { name, about, answer: 'failure', detail: `executeEvery() returns no frequency: ${line.every}` }
  const own: Pick<Part, 'name' | 'about' | 'habits' | 'every'> = {
    name,
    about,
    habits: habitsOf(line),
    // A job of each minute runs with each look.
    ...(every !== 'minute' && { every }),
  }
  if (ok === undefined)
    return waits || late
      ? { ...own, answer: 'blind', detail: 'there was no time left for this job' }
      : undefined
  const more = { ...(took !== undefined && { took }) }
  if (ok) return { ...own, ...more, answer: 'success', detail: `${name} succeeded` }
  const words = oneLine(error ?? subject, LONGEST_DETAIL)
  const output = [to === '' ? '' : `Checker would have sent this to ${to}.`, text ?? '']
    .filter(Boolean)
    .join('\n')
  return {
    ...own,
    ...more,
    answer: 'failure',
    detail: words === '' ? `${name} failed` : words,
    ...(output !== '' && { output }),
  }
}
