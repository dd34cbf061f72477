/** An SMS, word by word: what gammu is asked, and how its end is judged. */
import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { sms } from '../../src/notifiers/sms'
import { AT, context } from '../contracts/notifier'

const ALERT: Alert = {
  kind: 'trigger',
  key: 'k',
  name: 'n',
  status: 'down',
  tags: ['t'],
  subject: 's',
  text: 'words',
  at: AT,
}
const exited = (code: number): ProgramEnd => ({ kind: 'exited', code, stdout: '', stderr: '' })

/** Sends where the modem ends in these ways, one after the other, the last one again and again. */
async function send(
  alert: Partial<Alert>,
  ends: readonly ProgramEnd[] = [exited(0)],
  settings: Readonly<Record<string, string>> = { to: '+1' },
  signal = AbortSignal.timeout(10_000),
) {
  const asked: { readonly words: readonly string[]; readonly input: string | undefined }[] = []
  const modem = async (words: readonly string[], { input }: { readonly input?: string | undefined }) => {
    asked.push({ words, input })
    return ends[Math.min(asked.length, ends.length) - 1] ?? exited(0)
  }
  const programs = { modem, job: modem, find: async (program: string) => ({ program }) }
  const { page: _, ...tools } = context(undefined, { programs, signal })
  const delivery = await sms(
    { ...ALERT, ...alert },
    { name: 'mine', kind: 'sms', origin: 'ini', settings },
    tools,
  )
  return { delivery, asked, text: asked[0]?.input ?? '', words: asked[0]?.words.join(' ') }
}

test('gammu gets its words, and the text as its input', async () => {
  expect((await send({})).asked).toEqual([
    { words: ['gammu', 'sendsms', 'TEXT', '+1', '-autolen', '306'], input: 's\nwords' },
  ])
  const settings = { to: ' +1 , +2 ', config: '/etc/g', section: '2' }
  expect((await send({ text: '東' }, undefined, settings)).asked.map(({ words }) => words.join(' '))).toEqual(
    [
      'gammu -c /etc/g -s 2 sendsms TEXT +1 -autolen 134 -unicode',
      'gammu -c /etc/g -s 2 sendsms TEXT +2 -autolen 134 -unicode',
    ],
  )
})

describe('a text', () => {
  test.each([
    ['@£$¥èéùìòÇ ØøÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !"#¤%&\'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà\r', 306],
    ['^{}\\[~]|€', 306],
    ['ê', 134],
    ['`', 134],
    ['\t', 134],
    ['😀', 134],
  ])('of %j is sent with room for %i', async (text, room) => {
    expect((await send({ text })).words).toContain(`-autolen ${room}`)
  })

  test('has 306 places of GSM, of which some signs take two', async () => {
    expect((await send({ text: 'x'.repeat(400) })).text).toHaveLength(306)
    expect((await send({ text: 'x'.repeat(304) })).text).toBe(`s\n${'x'.repeat(304)}`)
    expect((await send({ text: '€'.repeat(400) })).text).toBe(`s\n${'€'.repeat(152)}`)
    expect((await send({ text: '[^{}\\~]|'.repeat(50) })).text).toHaveLength(154)
  })

  test('has 134 places of Unicode', async () => {
    expect((await send({ text: '東'.repeat(400) })).text).toBe(`s\n${'東'.repeat(132)}`)
  })

  test('has a subject of 70 places, also of characters that take two', async () => {
    expect((await send({ subject: 'y'.repeat(100) })).text).toBe(`${'y'.repeat(70)}\nwords`)
    const [title = ''] = (await send({ subject: '😀'.repeat(100) })).text.split('\n')
    expect(title).toBe('😀'.repeat(35))
  })

  test('has no tags, and the page of the alert', async () => {
    expect((await send({})).text).not.toContain('t\n')
    expect((await send({ tags: ['tag'] })).text).toBe('s\nwords')
  })
})

describe('an end', () => {
  const failed = (permanent: boolean, detail: string) => ({ ok: false, permanent, detail })
  test.each([
    [exited(0), { ok: true, detail: 'sent' }],
    [exited(1), failed(false, 'gammu ended with exit code 1')],
    [exited(2), failed(true, 'gammu ended with exit code 2: it does not take these parameters')],
    [exited(3), failed(false, 'gammu ended with exit code 3: it cannot read its settings')],
    [exited(99), failed(true, 'gammu ended with exit code 99')],
    [exited(102), failed(false, 'gammu ended with exit code 102: the modem cannot be opened')],
    [exited(103), failed(false, 'gammu ended with exit code 103: another program has the modem')],
    [
      exited(104),
      failed(false, 'gammu ended with exit code 104: there is no modem at the port that its settings name'),
    ],
    [exited(105), failed(false, 'gammu ended with exit code 105: the modem is busy')],
    [exited(106), failed(false, 'gammu ended with exit code 106: the modem may not be opened by this user')],
    [exited(114), failed(false, 'gammu ended with exit code 114: the modem does not answer')],
    [
      { kind: 'killed', signal: 'SIGTERM', stdout: '', stderr: '' },
      failed(false, 'gammu was ended by SIGTERM'),
    ],
    [
      { kind: 'missing', reason: 'x' },
      { ...failed(true, 'gammu is not installed here: sudo apt install gammu'), untaken: true },
    ],
    [
      { kind: 'refused', reason: 'no memory' },
      { ...failed(false, 'no memory'), untaken: true },
    ],
  ] as const)('%j is %j', async (end, delivery) => {
    expect((await send({}, [end])).delivery).toEqual(delivery)
  })

  test('in time is needed', async () => {
    const { delivery } = await send({}, undefined, undefined, AbortSignal.abort())
    expect(delivery).toEqual(failed(false, 'gammu did not end in time, and was stopped'))
  })

  test('of several is a delivery once all of them got it, or never can', async () => {
    const settings = { to: '+1,+2,+3' }
    const of = async (...codes: number[]) => (await send({}, codes.map(exited), settings)).delivery
    expect(await of(0, 0, 0)).toEqual({ ok: true, detail: 'sent to 3 numbers' })
    expect(await of(1, 0, 105)).toEqual({
      ...failed(false, 'sent to +2; not to +1, +3: gammu ended with exit code 1'),
      settled: { reached: ['+2'], refused: {} },
    })
    const refusal = 'gammu ended with exit code 2: it does not take these parameters'
    expect(await of(1, 2, 2)).toEqual({
      ...failed(false, 'gammu ended with exit code 1'),
      settled: { reached: [], refused: { '+2': refusal, '+3': refusal } },
    })
    expect(await of(2, 0, 2)).toEqual({ ok: true, detail: `sent to +2; not to +1, +3: ${refusal}` })
  })
})

test('programs are run by the worker alone', async () => {
  const channel = { name: 'mine', kind: 'sms', origin: 'ini', settings: { to: '+1' } } as const
  expect(await sms(ALERT, channel, context())).toEqual({
    ok: false,
    permanent: true,
    untaken: true,
    detail: 'only the worker runs programs',
  })
})
