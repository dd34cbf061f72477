import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Alert, AlertKind, Delivery } from '../../src/domain/alerts/alert'
import { type Channel, channelFaults } from '../../src/domain/alerts/channel'
import type { ChannelKind } from '../../src/domain/alerts/channel-kinds'
import type {
  ChannelPrograms,
  NotifierContext,
  PushStore,
  PushSubscription,
  VapidKeys,
} from '../../src/domain/alerts/ports'
import { createHttpClient } from '../../src/io/net/http-client'
import { NOTIFIERS } from '../../src/notifiers/index'
import { answer, type Receiver, refusingUrl, resetBeforeHeaders, startReceiver } from '../support/receiver'

export const AT = Date.parse('2026-11-20T12:00:00Z')

export function alertOf(kind: AlertKind, more: Partial<Alert> = {}): Alert {
  return {
    kind,
    key: 'intvlm8r-6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f-1763640000000',
    check: '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f',
    name: 'backup',
    status: kind === 'resolve' || kind === 'test' ? 'up' : 'down',
    reason: 'silence',
    tags: ['nas', 'night'],
    subject: kind === 'resolve' ? '[UP] backup' : '[DOWN] backup',
    text: 'backup is down since 12:00.\nNo signal came in time.',
    since: AT - 60_000,
    at: AT,
    ...more,
  }
}

/** The output of a run, with lines that look like ours. */
const SENT = `${'a line of the log\n'.repeat(90)}[UP] backup\nbackup is up again.\nno space left on device (28)\n`

/** An alert about a failing run. */
export function failedAlert(more: Partial<Alert> = {}): Alert {
  const signal = {
    kind: 'fail',
    at: AT - 60_000,
    exitCode: 3,
    duration: 724_000,
    words: SENT,
    isCut: true,
  } as const
  const schedule = 'At 02:30, Monday through Friday, Europe/Berlin (cron 30 2 * * 1-5); 1h of grace'
  return alertOf('trigger', { reason: 'failure', signal, schedule, ...more })
}

/** Characters that need much room, in UTF-8 or in JSON. */
export const GREEDY = ['😀', '"', '\\', 'é', 'a', '\n', '\u2028', '\x01']

/** An alert of which every part is as long as it may be. */
export function greedyAlert(character: string): Alert {
  const words = `${character.repeat(2_000)}\nthe end`
  const visible = character.trim() || 'x'
  const tags = Array.from({ length: 20 }, () => visible.repeat(50))
  return failedAlert({
    signal: { kind: 'fail', at: AT, exitCode: 3, words },
    tags,
    about: visible.repeat(1_000),
    subject: visible.repeat(2_000),
  })
}

/** Expects a text to tell all of `failedAlert`, with the sender's words as a quote. */
export function expectReport(text: string): void {
  for (const part of ['12m4s', 'At 02:30, Monday through Friday', 'nas', 'night', '/checks/'])
    expect(text).toContain(part)
  expect(text).toMatch(/exit.?code\W+3\b/i)
  const lines = text.split('\n')
  expect(lines).toContain('> no space left on device (28)')
  for (const sent of ['[UP] backup', 'backup is up again.', 'no space left on device (28)'])
    for (const line of lines.filter(each => each.includes(sent))) expect(line).toMatch(/(^|: )> /)
}

/** Names as people, and attackers, choose them. */
export const ODD = 'Ü – €😀 "quoted" \\ {{key}} <b>&amp; \r\nBcc: x@example.org'

export function memoryPush(subscriptions: PushSubscription[] = [], keys?: VapidKeys): PushStore {
  return {
    vapidKeys: async () => {
      if (keys === undefined) throw new Error('no keys')
      return keys
    },
    subscriptions: async () => [...subscriptions],
    subscribe: async (_channel, subscription) => void subscriptions.push(subscription),
    unsubscribe: async (_channel, endpoint) => {
      const index = subscriptions.findIndex(each => each.endpoint === endpoint)
      subscriptions.splice(index, 1)
    },
  }
}

export function context(push = memoryPush(), more: Partial<NotifierContext> = {}): NotifierContext {
  return {
    signal: AbortSignal.timeout(10_000),
    http: createHttpClient({ userAgent: 'test', now: () => AT }),
    push,
    page: 'http://pi:8080',
    now: AT,
    notAfter: Number.POSITIVE_INFINITY,
    ...more,
  }
}

export async function deliver(channel: Channel, alert: Alert, push?: PushStore): Promise<Delivery> {
  return await NOTIFIERS[channel.kind](alert, channel, context(push))
}

export interface NotifierExamples {
  readonly kind: ChannelKind
  /** Settings of a channel whose service stands at that address. */
  readonly settings: (url: string) => Readonly<Record<string, string>>
  readonly success: number
  /** A status that is final for other services, and passes at this one. */
  readonly passing?: number
  /** Parts of the settings that may appear nowhere else. */
  readonly secrets: readonly string[]
  readonly push?: (url: string) => PushStore
  /** The texts of a request that arrived, as the service shows them, with line ends between them. */
  readonly shown: ((body: string) => string) | undefined
  /** Expects no more than the service takes. */
  readonly expectFit?: (body: string) => void
}

const KINDS = ['trigger', 'reminder', 'resolve', 'digest', 'test'] as const

/** The contract of all notifiers that use HTTP. */
export function notifierContract({
  kind,
  settings,
  success,
  passing,
  secrets,
  push,
  shown,
  expectFit,
}: NotifierExamples): void {
  describe(`${kind}, as every notifier,`, () => {
    let server: Receiver
    beforeEach(async () => {
      server = await startReceiver()
      server.answerWith(answer(success))
    })
    afterEach(() => server.close())

    const channel = (url = server.url): Channel => ({
      name: 'mine',
      kind,
      origin: 'page',
      settings: settings(url),
    })
    const send = (alert: Alert, url = server.url) => deliver(channel(url), alert, push?.(url))

    it('has settings without a fault', () => {
      expect(channelFaults(channel('https://example.org'))).toEqual([])
    })

    it.each(KINDS)('delivers a %s', async kindOf => {
      expect(await send(alertOf(kindOf))).toMatchObject({ ok: true })
      expect(server.requests.length).toBeGreaterThan(0)
    })

    // Web Push encrypts its body; its own tests open it and expect the same.
    if (shown !== undefined) {
      it('tells all that one needs to know at three in the morning, the last lines as a quote', async () => {
        await send(failedAlert())
        expectReport(shown(server.requests[0]?.body ?? ''))
      })

      it.each(GREEDY)('takes no more than the service does, of %j', async character => {
        await send(greedyAlert(character))
        const { body = '' } = server.requests[0] ?? {}
        expectFit?.(body)
        expect(shown(body)).toContain('the end')
      })
    }

    it('delivers odd and long texts', async () => {
      const odd = alertOf('trigger', { name: ODD, subject: ODD, text: `${ODD}\n`.repeat(3_000), tags: [ODD] })
      expect(await send(odd)).toMatchObject({ ok: true })
    })

    const finals = [400, 401, 403, 405, 413, 422, 301, 302, 307].filter(status => status !== passing)
    it.each(finals)('takes %i for final', async status => {
      server.answerWith(answer(status, '', { location: '/elsewhere' }))
      expect(await send(alertOf('trigger'))).toMatchObject({ ok: false, permanent: true, untaken: true })
      expect(server.requests).toHaveLength(1)
    })

    it.each([
      [429, true],
      [408, undefined],
      [500, undefined],
      [504, undefined],
    ])('knows of %i whether it may have been taken', async (status, untaken) => {
      server.answerWith(answer(status))
      const delivery = await send(alertOf('trigger'))
      expect('untaken' in delivery ? delivery.untaken : undefined).toBe(untaken)
    })

    it.each([408, 429, 500, 502, 503, 504, ...(passing === undefined ? [] : [passing])])(
      'takes %i for something that passes',
      async status => {
        server.answerWith(answer(status))
        const delivery = await send(alertOf('trigger'))
        expect(delivery).toMatchObject({ ok: false, permanent: false })
        expect(delivery).not.toHaveProperty('retryAfter')
      },
    )

    it.each([
      ['30', 30_000],
      ['Fri, 20 Nov 2026 12:05:00 GMT', 300_000],
      ['86400', 86_400_000],
    ])('passes Retry-After on (%s)', async (value, retryAfter) => {
      server.answerWith(answer(429, '', { 'retry-after': value }))
      expect(await send(alertOf('trigger'))).toMatchObject({ ok: false, permanent: false, retryAfter })
    })

    it('takes a connection that breaks for something that passes', async () => {
      server.answerWith(resetBeforeHeaders)
      expect(await send(alertOf('trigger'))).toMatchObject({ ok: false, permanent: false })
      expect(await send(alertOf('trigger'), await refusingUrl())).toMatchObject({
        ok: false,
        permanent: false,
      })
    })

    it('has no secret in its outcome, whatever happens', async () => {
      for (const status of [success, 400, 429, 500]) {
        server.answerWith(answer(status, secrets.join(' ')))
        const delivery = await send(alertOf('trigger'))
        expect(delivery.ok).toBe(status === success)
        for (const secret of secrets) expect(JSON.stringify(delivery)).not.toContain(secret)
      }
    })
  })
}

export interface ProgramExamples {
  readonly kind: ChannelKind
  readonly settings: Readonly<Record<string, string>>
  /** Lets the program behind the channel end in that way, and returns what a notifier has to reach it. */
  readonly programs: (ending: string) => Promise<ChannelPrograms>
  /** The texts that arrived, oldest first. */
  readonly arrived: () => Promise<readonly string[]>
  /** Shell commands by which the program ends: what is final, and what passes. */
  readonly final: readonly string[]
  readonly passing: readonly string[]
  /** Expects no more than the service takes. */
  readonly expectFit: (text: string) => void
}

/** The contract of all notifiers that run programs. */
export function programContract(examples: ProgramExamples): void {
  const { kind, settings, programs, arrived, final, passing, expectFit } = examples
  describe(`${kind}, as every notifier that runs a program,`, () => {
    const channel: Channel = { name: 'mine', kind, origin: 'ini', settings }
    const send = async (alert: Alert, ending = 'exit 0', more: Partial<NotifierContext> = {}) =>
      await NOTIFIERS[kind](alert, channel, context(undefined, { programs: await programs(ending), ...more }))

    it('has settings without a fault', () => {
      expect(channelFaults(channel)).toEqual([])
    })

    it.each(KINDS)('delivers a %s', async kindOf => {
      expect(await send(alertOf(kindOf))).toMatchObject({ ok: true })
      expect(await arrived()).toHaveLength(1)
    })

    it('delivers odd and long texts', async () => {
      const odd = alertOf('trigger', { name: ODD, subject: ODD, text: `${ODD}\n`.repeat(3_000), tags: [ODD] })
      expect(await send(odd)).toMatchObject({ ok: true })
    })

    it.each(GREEDY)('takes no more than the service does, of %j', async character => {
      expect(await send(greedyAlert(character))).toMatchObject({ ok: true })
      expectFit((await arrived())[0] ?? '')
    })

    it.each(final)('takes "%s" for final', async ending => {
      expect(await send(alertOf('trigger'), ending)).toMatchObject({ ok: false, permanent: true })
    })

    it.each(passing)('takes "%s" for something that passes', async ending => {
      expect(await send(alertOf('trigger'), ending)).toMatchObject({ ok: false, permanent: false })
    })

    it('stops a program that does not end, and takes that for something that passes', async () => {
      const signal = AbortSignal.timeout(300)
      const delivery = await send(alertOf('trigger'), 'sleep 60', { signal })
      expect(delivery).toMatchObject({ ok: false, permanent: false })
      expect(delivery.detail).toContain('did not end in time')
    })

    it('has no word of the program in its outcome', async () => {
      const said = await send(alertOf('trigger'), 'echo secret-word; echo secret-word >&2; exit 1')
      expect(said).toMatchObject({ ok: false, detail: expect.stringContaining('1') })
      expect(JSON.stringify(said)).not.toContain('secret-word')
    })

    it('is run by the worker alone', async () => {
      const delivery = await NOTIFIERS[kind](alertOf('trigger'), channel, context())
      expect(delivery).toMatchObject({ ok: false, permanent: true, untaken: true })
    })
  })
}
