import { expect, it, vi } from 'vitest'
import type { Delivery } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Notifier, Withhold } from '../../../src/domain/alerts/ports'
import type { RunProgram } from '../../../src/domain/probes/look'
import { createHttpClient } from '../../../src/io/net/http-client'
import { NOTIFIERS } from '../../../src/notifiers/index'
import { type SendPorts, sendAlert } from '../../../src/operations/alerts/send-alert'
import { plannedAt, webhookTo } from '../../support/alerts'

const AT = 1_795_860_000_000
const HOOK = webhookTo('hook', 'http://127.0.0.1:1/')

/** An attempt by a channel whose service is this notifier. */
async function send(webhook: Notifier, more: Partial<SendPorts> = {}, channel = HOOK, withhold?: Withhold) {
  const errors: string[] = []
  const ports: SendPorts = {
    now: () => AT,
    notifiers: { ...NOTIFIERS, webhook },
    push: {} as SendPorts['push'],
    http: createHttpClient({ userAgent: 'test', now: () => AT }),
    page: async () => 'http://pi:8080',
    onError: error => void errors.push(error.message),
    ...more,
  }
  return {
    delivery: await sendAlert(
      ports,
      plannedAt(AT, 'one').alert,
      channel,
      AT + 1_000,
      withhold === undefined ? undefined : { withhold },
    ),
    errors,
  }
}

it('a notifier that does not end is aborted at the deadline, and may be tried again', async () => {
  let aborted = false
  const hangs: Notifier = (_alert, _channel, { signal }) => {
    signal.addEventListener('abort', () => {
      aborted = true
    })
    return new Promise(() => {})
  }
  const { delivery, errors } = await send(hangs, { deadlineMs: 20 })
  expect(delivery).toEqual({ ok: false, permanent: false, detail: 'no answer within 0.02 s' })
  expect([aborted, errors]).toEqual([true, []])
})

it('a notifier that knows more of what it gives up at the deadline has the last word', async () => {
  const knows: Notifier = (_alert, _channel, { signal }) =>
    new Promise(resolve =>
      signal.addEventListener('abort', () =>
        resolve({ ok: false, permanent: false, detail: 'it may have been taken' }),
      ),
    )
  const { delivery } = await send(knows, { deadlineMs: 20 })
  expect(delivery.detail).toBe('it may have been taken')
})

it('a notifier that throws is logged, and its error reaches no page', async () => {
  const throws: Notifier = async () => {
    throw new Error('a secret in a URL')
  }
  const { delivery, errors } = await send(throws)
  expect(delivery).toEqual({
    ok: false,
    permanent: false,
    detail: 'something unexpected went wrong here; see the log',
  })
  expect(errors).toEqual(['a secret in a URL'])
})

it('a channel that cannot be used is not tried, and its alert waits', async () => {
  const calls: string[] = []
  const counts: Notifier = async ({ subject }) => {
    calls.push(subject)
    return { ok: true, detail: 'taken' }
  }
  const broken = { ...HOOK, problem: 'its topic is missing' }
  expect((await send(counts, {}, broken)).delivery).toEqual({
    ok: false,
    permanent: false,
    untaken: true,
    detail: 'its topic is missing',
  })
  expect(calls).toEqual([])
  expect((await send(counts)).delivery).toEqual({ ok: true, detail: 'taken' })
  expect(calls).toEqual(['one'])
})

it('a notifier gets the time, the end of its lease and the address of the page, where that is known', async () => {
  const seen: unknown[] = []
  const notes: Notifier = async (_alert, _channel, { now, notAfter, page }) => {
    seen.push([now, notAfter, page])
    return { ok: true, detail: '' }
  }
  await send(notes)
  await send(notes, { page: async () => undefined })
  expect(seen).toEqual([
    [AT, AT + 1_000, 'http://pi:8080'],
    [AT, AT + 1_000, undefined],
  ])
})

it('what withholds an alert comes with each of its requests, and else they are as the notifier made them', async () => {
  const requests: unknown[] = []
  const http = {
    send: async (...request: unknown[]) => {
      requests.push(request)
      return undefined as never
    },
  }
  const signal = AbortSignal.timeout(60_000)
  const sends: Notifier = async (_alert, _channel, context) => {
    await context.http.send('a request' as never, { signal } as never)
    return { ok: true, detail: `${context.http === http}, ${context.withhold === withhold}` }
  }
  const withhold: Withhold = async () => undefined
  expect((await send(sends, { http: http as never }, HOOK, withhold)).delivery.detail).toBe('false, true')
  expect((await send(sends, { http: http as never })).delivery.detail).toBe('true, false')
  expect(requests).toEqual([
    ['a request', { signal, withhold }],
    ['a request', { signal }],
  ])
})

it('an SMS to several numbers has as long for each of them, so that none of them gets it again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const numbers: (string | undefined)[] = []
    const modem: RunProgram = ([_gammu, _sendsms, _text, number]) => {
      numbers.push(number)
      const ends = { kind: 'exited', code: 0, stdout: '', stderr: '' } as const
      return new Promise(resolve => setTimeout(() => resolve(ends), 15_000))
    }
    const phones: Channel = {
      name: 'phones',
      kind: 'sms',
      origin: 'ini',
      settings: { to: '+491, +492,+493' },
    }
    const sent = send(NOTIFIERS.webhook, { programs: { modem } as never }, phones)
    await vi.advanceTimersByTimeAsync(45_000)
    expect((await sent).delivery).toEqual({ ok: true, detail: 'sent to 3 numbers' })
    expect(numbers).toEqual(['+491', '+492', '+493'])
  } finally {
    vi.useRealTimers()
  }
})

it('an attempt has twenty seconds, and one that ended leaves no timer behind', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await send(async () => ({ ok: true, detail: '' }))
    expect(vi.getTimerCount()).toBe(0)
    let found: Delivery | undefined
    const hangs = send(() => new Promise(() => {})).then(({ delivery }) => {
      found = delivery
    })
    await vi.advanceTimersByTimeAsync(19_999)
    expect(found).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await hangs
    expect(found).toEqual({ ok: false, permanent: false, detail: 'no answer within 20 s' })
  } finally {
    vi.useRealTimers()
  }
})
