/** A command, word by word, and how its end is judged. */
import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { command } from '../../src/notifiers/command'
import { AT, context } from '../contracts/notifier'

const ALERT: Alert = {
  kind: 'trigger',
  key: 'k',
  name: 'a\nb',
  status: 'down',
  tags: ['t', 'u'],
  subject: 's',
  text: 'words',
  at: AT,
}
const exited = (code: number): ProgramEnd => ({ kind: 'exited', code, stdout: 'secret', stderr: '' })

async function run(
  alert: Partial<Alert> = {},
  {
    end = exited(0),
    line = "tell 'a b' c",
    origin = 'ini' as 'ini' | 'page',
    signal = AbortSignal.timeout(10_000),
  } = {},
) {
  const asked: { readonly words: readonly string[]; readonly input: string | undefined }[] = []
  const job = async (words: readonly string[], { input }: { readonly input?: string | undefined }) => {
    asked.push({ words, input })
    return end
  }
  const find = async (name: string) =>
    name === 'odd' ? { refused: 'it is not run' } : { program: `/bin/${name}` }
  const { page: _, ...tools } = context(undefined, { programs: { job, modem: job, find }, signal })
  const channel = { name: 'mine', kind: 'command', origin, settings: { command: line } } as const
  return { delivery: await command({ ...ALERT, ...alert }, channel, tools), asked }
}
const final = (detail: string) => ({ ok: false, permanent: true, untaken: true, detail })

test('the facts are its environment, and the text its input', async () => {
  expect((await run()).asked).toEqual([
    {
      words: [
        'env',
        'INTVLM8R_KIND=trigger',
        'INTVLM8R_STATUS=down',
        'INTVLM8R_NAME=a b',
        'INTVLM8R_SUBJECT=s',
        'INTVLM8R_KEY=k',
        'INTVLM8R_CHECK=',
        'INTVLM8R_TAGS=t u',
        'INTVLM8R_REASON=',
        'INTVLM8R_SINCE=',
        'INTVLM8R_UNTIL=',
        'INTVLM8R_AT=2026-11-20T12:00:00.000Z',
        'INTVLM8R_EXITCODE=',
        'INTVLM8R_URL=',
        '/bin/tell',
        'a b',
        'c',
      ],
      input: 's\n\nwords\n\nTags: t u',
    },
  ])
  const signal = { kind: 'fail', at: AT, exitCode: 0, words: '' } as const
  const { asked } = await run({ signal, since: AT, until: AT, reason: 'failure', check: 'c' })
  expect(asked[0]?.words).toEqual(
    expect.arrayContaining([
      'INTVLM8R_EXITCODE=0',
      'INTVLM8R_SINCE=2026-11-20T12:00:00.000Z',
      'INTVLM8R_UNTIL=2026-11-20T12:00:00.000Z',
      'INTVLM8R_REASON=failure',
      'INTVLM8R_CHECK=c',
    ]),
  )
  const {
    asked: [bare],
  } = await run({ signal: { kind: 'fail', at: AT, words: '' } })
  expect(bare?.words).toContain('INTVLM8R_EXITCODE=')
})

test('its input has a subject of 250 characters and a text of 16,000 bytes', async () => {
  const { asked } = await run({ subject: 'x'.repeat(300), text: 'y'.repeat(20_000), tags: [] })
  expect(asked[0]?.input).toBe(`${'x'.repeat(250)}\n\n${'y'.repeat(16_000)}`)
})

describe('a command that cannot be run', () => {
  test.each([
    ['', 'the command names no program'],
    [
      "'open",
      'the command has a quotation mark that is not closed; in the INI, ; and # behind a blank begin a comment',
    ],
    ['odd', 'it is not run'],
  ])('of the line %j', async (line, detail) => {
    const { delivery, asked } = await run({}, { line })
    expect([delivery, asked]).toEqual([final(detail), []])
  })

  test('is one of the page, or outside of the worker', async () => {
    expect((await run({}, { origin: 'page' })).delivery).toEqual(final('only the INI may name a program'))
    const channel = { name: 'mine', kind: 'command', origin: 'ini', settings: { command: 'tell' } } as const
    expect(await command(ALERT, channel, context())).toEqual(final('only the worker runs programs'))
  })
})

describe('an end', () => {
  test.each([
    [exited(0), { ok: true, detail: 'tell succeeded' }],
    [exited(1), { ok: false, permanent: false, detail: 'tell ended with exit code 1' }],
    ...[64, 65, 66, 67, 68, 76, 77, 78, 126, 127].map(
      code =>
        [exited(code), { ok: false, permanent: true, detail: `tell ended with exit code ${code}` }] as const,
    ),
    [
      { kind: 'killed', signal: 'SIGTERM', stdout: '', stderr: '' },
      { ok: false, permanent: false, detail: 'tell was ended by SIGTERM' },
    ],
    [{ kind: 'missing', reason: 'gone' }, final('gone')],
    [
      { kind: 'refused', reason: 'no memory' },
      { ...final('no memory'), permanent: false },
    ],
  ] as const)('%j is %j', async (end, delivery) => {
    expect((await run({}, { end })).delivery).toEqual(delivery)
  })

  test('in time is needed', async () => {
    expect((await run({}, { signal: AbortSignal.abort() })).delivery).toEqual({
      ok: false,
      permanent: false,
      detail: 'tell did not end in time, and was stopped',
    })
  })
})
