/** The lines of checker-jobs.py as the parts of a look. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { AT, type Looking, look } from '../contracts/prober'
import { folderWith } from '../support/folder'

const idOf = (name: string) => Buffer.from(name).toString('base64')
const WEB = idOf("<class 'jobs.Web.Web'> for shop|x")

/** A look whose program ends that way, and the words with which it was started. */
async function ended(end: ProgramEnd, looking: Looking = {}) {
  const asked: (readonly string[])[] = []
  const job = async (words: readonly string[]) => {
    asked.push(words)
    return end
  }
  return { found: await look('checker-job', '/jobs', { timeout: 20_000, ...looking, tools: { job } }), asked }
}
const printed = async (lines: readonly object[], looking: Looking = {}) => {
  const stdout = lines.map(line => `${JSON.stringify(line)}\n`).join('')
  return (await ended({ kind: 'exited', code: 0, stdout, stderr: '' }, looking)).found
}
const part = async (line: object, looking: Looking = {}) => {
  const { parts = [], kept } = await printed([{ id: WEB, every: 'minute', ...line }], looking)
  return parts[0] ?? { kept }
}

test.each([
  [{}, 20_000, ['', '17', '17']],
  [{ joblimit: '5s', config: '/etc/c.cfg' }, 20_000, ['/etc/c.cfg', '5', '17']],
  [{ joblimit: '30s' }, 20_000, ['', '17', '17']],
  [{ joblimit: '17500ms' }, 20_500, ['', '17.5', '17.5']],
])('the settings %j are the words of the program', async (settings, timeout, [config, limit, all]) => {
  const end = { kind: 'exited', code: 0, stdout: '', stderr: '' } as const
  const { asked } = await ended(end, { settings: { ...settings, leaveout: 'Old' }, timeout })
  expect(asked).toEqual([
    [
      'python3',
      join(import.meta.dirname, '../../src/probes/checker-jobs.py'),
      '/jobs',
      config,
      limit,
      all,
      'minute,hour,day,day_noon',
      'Old',
    ],
  ])
})

describe('a run', () => {
  test.each([
    [
      { kind: 'missing', reason: 'no python3' },
      { answer: 'blind', detail: 'no python3' },
    ],
    [
      { kind: 'exited', code: 1, stdout: '{"fault": "odd"}\n', stderr: 'x' },
      { answer: 'blind', detail: 'the jobs in /jobs cannot be read: odd' },
    ],
    [
      { kind: 'exited', code: 1, stdout: '', stderr: 'trace' },
      { answer: 'failure', detail: 'the run of the jobs in /jobs broke off', output: 'trace' },
    ],
    [
      { kind: 'killed', signal: 'SIGKILL', stdout: '', stderr: 'trace' },
      { answer: 'failure', detail: 'the run of the jobs in /jobs broke off', output: 'trace' },
    ],
    [
      { kind: 'exited', code: 0, stdout: '\n\n', stderr: '' },
      { answer: 'success', detail: '0 of 0 jobs in /jobs were due', parts: [], kept: [] },
    ],
  ] as const)('that ended as %j is %j', async (end, found) => {
    expect((await ended(end)).found).toEqual(found)
  })

  test('whose output was cut is read from its first whole line on', async () => {
    const line = `${JSON.stringify({ id: WEB, every: 'minute', ok: true })}\n`
    const of = async (first: string) => {
      const stdout = `${first}\n${line}`
      return (await ended({ kind: 'exited', code: 0, stdout, stderr: '' })).found.detail
    }
    const room = 64 * 1024 - Buffer.byteLength(line) - 1
    expect(await of(`${'x'.repeat(room - 1)}}`)).toBe('1 of 1 jobs in /jobs were due')
    await expect(of(`${'x'.repeat(room - 2)}}`)).rejects.toThrow(SyntaxError)
  })
})

describe('a job', () => {
  const OWN = { name: 'Web for shop', about: `A job of Checker. Its id there: ${WEB}`, habits: {} }

  test.each([
    [
      { ok: true, took: 5 },
      { ...OWN, took: 5, answer: 'success', detail: 'Web for shop succeeded' },
    ],
    [
      { ok: true, every: 'hour' },
      { ...OWN, every: 'hour', answer: 'success', detail: 'Web for shop succeeded' },
    ],
    [{ ok: false }, { ...OWN, answer: 'failure', detail: 'Web for shop failed' }],
    [
      { ok: false, subject: ' a\nb ', took: 7 },
      { ...OWN, took: 7, answer: 'failure', detail: 'a b' },
    ],
    [
      { ok: false, error: 'e', subject: 's' },
      { ...OWN, answer: 'failure', detail: 'e' },
    ],
    [
      { ok: false, error: 'e'.repeat(301) },
      { ...OWN, answer: 'failure', detail: 'e'.repeat(300) },
    ],
    [
      { ok: false, text: 't' },
      { ...OWN, answer: 'failure', detail: 'Web for shop failed', output: 't' },
    ],
    [
      { ok: false, to: 'a@b' },
      {
        ...OWN,
        answer: 'failure',
        detail: 'Web for shop failed',
        output: 'Checker would have sent this to a@b.',
      },
    ],
    [
      { ok: false, to: 'a@b', text: 't' },
      {
        ...OWN,
        answer: 'failure',
        detail: 'Web for shop failed',
        output: 'Checker would have sent this to a@b.\nt',
      },
    ],
    [{ waits: true }, { ...OWN, answer: 'blind', detail: 'there was no time left for this job' }],
    [{ late: true }, { ...OWN, answer: 'blind', detail: 'there was no time left for this job' }],
    [{}, { kept: ['Web for shop'] }],
    [
      { every: 'week', ok: true },
      {
        name: OWN.name,
        about: OWN.about,
        answer: 'failure',
        detail: 'executeEvery() returns no frequency: week',
      },
    ],
  ])('%j is %j', async (line, found) => {
    expect(await part(line)).toEqual(found)
  })

  test('is counted, whether it was due or not', async () => {
    const { detail, parts, kept } = await printed([
      { id: idOf('a'), every: 'minute', ok: true },
      { id: idOf('b'), every: 'hour' },
      { every: 'minute', ok: true },
      { file: 'F' },
    ])
    expect(detail).toBe('1 of 2 jobs in /jobs were due')
    expect([parts?.map(({ name }) => name), kept]).toEqual([['a', 'F.py'], ['b']])
  })

  test('keeps apart from another one of its name by its id', async () => {
    const [one, two] = [idOf("<class 'a.X'>"), idOf("<class 'b.x'>")]
    const { parts } = await printed([one, two, one].map(id => ({ id, every: 'minute', ok: true })))
    expect(parts?.map(({ name }) => name)).toEqual(['X', `x ${two.slice(-8)}`, 'X'])
  })
})

test('a file that cannot be imported is a failure, until it can be', async () => {
  const about = "The import of F.py, a file of Checker's jobs."
  const of = async (line: object) => (await printed([{ file: 'F', ...line }])).parts
  expect(await of({})).toEqual([
    { name: 'F.py', about, answer: 'success', detail: 'F.py can be imported', quiet: true },
  ])
  expect(await of({ error: ' a\nb ', text: 't' })).toEqual([
    { name: 'F.py', about, answer: 'failure', detail: 'F.py cannot be imported: a b', output: 't' },
  ])
  expect((await of({ error: 'e'.repeat(301) }))?.[0]?.detail).toBe(
    `F.py cannot be imported: ${'e'.repeat(300)}`,
  )
})

describe('the file of states', () => {
  const states = async (text: string) => ({ state: join(await folderWith({ state: text }), 'state') })
  const since = AT / 1_000 - 3_600

  test('tells the first look of earlier outages, and when somebody was told of them', async () => {
    const settings = await states(`${WEB}|Failing|${since}|${since + 60}|x|3\n`)
    const before = { failingSince: since * 1_000, failures: 3, toldAt: (since + 60) * 1_000 }
    expect(await part({ ok: false }, { settings })).toMatchObject({ before })
    expect(await part({ ok: true }, { settings })).toMatchObject({ before })
    expect(await part({ id: idOf('other'), ok: false }, { settings })).not.toHaveProperty('before')
    expect(await part({ ok: false }, { settings, lastSuccess: AT - 60_000 })).not.toHaveProperty('before')
  })

  test('has no moment at which nobody was told', async () => {
    const settings = await states(`${WEB}|Failing|${since}|0|x|1\n`)
    expect(Object(await part({ ok: false }, { settings })).before).toEqual({
      failingSince: since * 1_000,
      failures: 1,
    })
  })

  test('that cannot be read makes the look blind', async () => {
    expect(await printed([], { settings: { state: '/nowhere/state' } })).toEqual({
      answer: 'blind',
      detail: 'the file of states /nowhere/state cannot be read (ENOENT)',
    })
  })
})
