/** Programs that others wrote, and the runs that they compute. Moments are whole seconds since 1970. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export interface Question {
  readonly expression: string
  readonly zone: string
  readonly from: number
}

/** The next runs; or why there are none to compare: the expression is refused, or the search for its runs was given up. */
export type Answer = readonly number[] | 'refused' | 'given up'

/** The number of runs after `from` that are compared. */
export const COUNT = 6

export function runsByCroniter(questions: readonly Question[]): Answer[] {
  return runPython<readonly number[] | string>(
    questions.map(question => ({ ...question, count: COUNT })),
  ).map(answer =>
    typeof answer !== 'string' ? answer : answer === 'CroniterBadDateError' ? 'given up' : 'refused',
  )
}

/** Seconds by which local time is ahead of UTC, by the system's own time zone database. */
export function systemOffsets(zone: string, moments: readonly number[]): number[] {
  return runPython<number[]>([{ zone, moments }])[0] ?? []
}

export function croniterVersion(): string {
  return runPython<string>([{ version: true }])[0] ?? '?'
}

function runPython<T>(lines: readonly object[]): T[] {
  // Debian's own Python, as its package is for that one.
  const program = join(import.meta.dirname, 'croniter_runs.py')
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [program], {
    input: lines.map(line => `${JSON.stringify(line)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
    timeout: 100_000,
  })
  if (status !== 0) throw new Error(`croniter_runs.py ended with ${status}: ${stderr}`)
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}

/** @returns also the expression as systemd writes it in full, such as `Mon..Fri *-*-* 02:30:00`; empty where it is refused */
export async function runsBySystemd({
  expression,
  zone,
  from,
}: Question): Promise<[Answer, normalized: string]> {
  const [answer, normalized] = await calendar(expression, zone, from)
  if (answer !== 'given up') return [answer, normalized]
  // Far from the change of the clocks that it fails at, it reads the expression all the same.
  for (const elsewhere of ELSEWHERE) {
    const [, full] = await calendar(expression, 'UTC', elsewhere)
    if (full !== '') return [answer, full]
  }
  return [answer, '']
}

const ELSEWHERE = ['2026-01-15', '2026-07-01', '2027-01-15'].map(day => Date.parse(day) / 1_000)

async function calendar(
  expression: string,
  zone: string,
  from: number,
): Promise<[Answer, normalized: string]> {
  // A process for each question: of two moments with one local time, glibc's mktime prefers the offset that it met last.
  const args = ['calendar', `--base-time=${stamp(from)} UTC`, `--iterations=${COUNT}`, '--', expression]
  const env = { PATH: process.env.PATH, TZ: zone, LC_ALL: 'C.UTF-8' }
  const child = spawn('systemd-analyze', args, { env })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  if (stderr.includes('Failed to parse calendar specification')) return ['refused', '']
  if (/Infinite loop in calendar calculation|Resource deadlock avoided/.test(stderr)) return ['given up', '']
  const normalized = /^Normalized form: (.*)$/m.exec(stdout)?.[1]
  if (normalized === undefined) throw new Error(`systemd-analyze calendar "${expression}": ${stderr}`)
  const runs = stdout.matchAll(/^ *(?:Next elapse|Iter\. #\d+|\(in UTC\)): \w+ (\S+ \S+) UTC$/gm)
  return [[...runs].map(([, at = '']) => Date.parse(`${at.replace(' ', 'T')}Z`) / 1_000), normalized]
}

export function systemdVersion(): string {
  return spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0] ?? '?'
}

/** `2026-10-25 00:30:00` in UTC. */
export function stamp(at: number): string {
  return new Date(at * 1_000).toISOString().slice(0, 19).replace('T', ' ')
}
