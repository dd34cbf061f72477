import { describe, expect, it } from 'vitest'
import type { Alert, Delivery, DeliveryRecord } from '../../../src/domain/alerts/alert'
import type { AlertPermit, NotifierContext } from '../../../src/domain/alerts/ports'
import { createCooldowns } from '../../../src/operations/alerts/cooldowns'
import type { Permitted } from '../../../src/operations/alerts/seek-permit'
import { createTryOnce } from '../../../src/operations/alerts/try-once'
import { alertingOf, alertMemory, channelOf, planned, recordOf, TRIGGER } from '../../support/alert-memory'

const HOURS = 3_600_000
const HOOK = channelOf('hook')
const OTHER = channelOf('other')

interface Given {
  readonly alert?: Alert
  readonly record?: Partial<DeliveryRecord>
  readonly permit?: Permitted['permit']
  readonly at?: number
  readonly notAfter?: number
  readonly chance?: number
  readonly tookMs?: number
  /** The error with which the store refuses all records. */
  readonly refuses?: Error
  /** What the check's incident is known by. */
  readonly key?: string
}

type Send = (context: NotifierContext) => Promise<Delivery>

/** One attempt, planned at 10 s and begun at 20 s, and all that came of it. */
async function tried(send: Delivery | Send, given: Given = {}) {
  const { alert = TRIGGER, record = {}, permit = { kind: 'own' }, tookMs = 100, chance = 0.5 } = given
  const memory = alertMemory()
  const { refuses } = given
  if (refuses) memory.store.write = () => Promise.reject(refuses)
  memory.alertings.set('c', alertingOf('c', given.key ?? 'k', ['hook']))
  const clock = { now: given.at ?? 20_000 }
  const now = () => clock.now
  const cooldowns = createCooldowns(now)
  const contexts: NotifierContext[] = []
  const notifier = async (_alert: Alert, _channel: unknown, context: NotifierContext) => {
    contexts.push(context)
    clock.now += tookMs
    return typeof send === 'function' ? await send(context) : send
  }
  const logged: string[] = []
  const note = (line: unknown) => void logged.push(String(line))
  const tryOnce = createTryOnce(
    {
      ...{ now, store: memory.store, chance: () => chance, page: async () => undefined },
      notifiers: { webhook: notifier, pagerduty: notifier } as never,
      http: {} as never,
      push: {} as never,
      log: { info: note, warn: note, error: note },
      onError: error => note(error),
    },
    cooldowns,
  )
  const of = planned(alert)
  const attempt = { planned: of, record: recordOf(of, record), notAfter: given.notAfter ?? 50_000 }
  const turn = { channel: HOOK, channels: [HOOK, OTHER], current: alert, before: [], cooldown: undefined }
  const result = await tryOnce(attempt, turn, { alert, permit })
  const { commits, written } = memory
  return { result, commits, written, cooldown: cooldowns.of('hook'), contexts, logged, attempt }
}

const TAKEN: Delivery = { ok: true, detail: 'answered 200' }
const failed = (more: Partial<Extract<Delivery, { ok: false }>> = {}): Delivery => ({
  ...{ ok: false, permanent: false, detail: 'answered 503' },
  ...more,
})
const lastOf = ({ written }: { readonly written: readonly [unknown, DeliveryRecord][] }) =>
  written.at(-1)?.[1]

describe('an attempt at an alert', () => {
  it('is recorded before it is sent, and again with its outcome', async () => {
    const alert = { ...TRIGGER, subject: '[DOWN] backup, as it stands now' }
    const found = await tried(TAKEN, {
      alert,
      record: { attempts: 2, nextAt: 19_000, detail: 'answered 503' },
    })
    const { nextAt: _past, ...record } = found.attempt.record
    const same = { ...record, subject: '[DOWN] backup, as it stands now', attempts: 3 }
    expect(found.result).toEqual({})
    expect(found.written).toEqual([
      [['c'], { ...same, state: 'retrying', detail: 'being sent', at: 20_000 }],
      [['c'], { ...same, state: 'delivered', detail: 'answered 200', at: 20_100 }],
    ])
    expect(found.contexts.map(({ notAfter }) => notAfter)).toEqual([50_000])
    expect([found.commits, found.cooldown, found.logged]).toEqual([[], undefined, []])
  })

  it('that fails is followed by another one, after a pause that doubles, and no sooner than the service wants', async () => {
    const found = await tried(failed())
    expect(found.result).toEqual({ retryInMs: 5_000 })
    expect(lastOf(found)).toEqual({
      ...found.attempt.record,
      ...{ attempts: 1, state: 'retrying', detail: 'answered 503', at: 20_100, nextAt: 25_100 },
    })
    expect(found.cooldown).toEqual({ from: 20_100, failures: 1, until: 23_850 })
    expect(await tried(failed(), { record: { attempts: 2 } })).toMatchObject({
      result: { retryInMs: 20_000 },
    })
    expect(await tried(failed(), { chance: 1 })).toMatchObject({ result: { retryInMs: 6_250 } })
    expect(await tried(failed({ retryAfter: 90_000 }))).toMatchObject({ result: { retryInMs: 90_000 } })
    const health = { channel: 'hook', after: { since: 20_100, failures: 1, detail: 'answered 503' } }
    expect(found.commits).toMatchObject([{ planned: [], health }])
  })

  it('that nothing can mend is the last one, and the other channels report it', async () => {
    const found = await tried(failed({ permanent: true }))
    expect(found.result).toEqual({})
    expect(lastOf(found)).toEqual({
      ...found.attempt.record,
      ...{ attempts: 1, state: 'failed', detail: 'answered 503', at: 20_100 },
    })
    expect(found.commits.flatMap(({ planned }) => planned.map(({ channel }) => channel))).toEqual(['other'])
  })

  it('after which the next one would come six hours after the plan is the last one, as if nothing could mend it', async () => {
    const at = 10_000 + 6 * HOURS - 5_100
    const last = await tried(failed(), { at })
    expect(last.result).toEqual({})
    expect(lastOf(last)).toMatchObject({ state: 'failed', detail: 'answered 503' })
    expect(last.commits.flatMap(({ planned }) => planned.map(({ channel }) => channel))).toEqual(['other'])
    expect((await tried(failed(), { at: at - 1 })).result).toEqual({ retryInMs: 5_000 })
  })

  it.each<[string, Alert, Delivery, boolean]>([
    ['of a test', { ...TRIGGER, kind: 'test' }, failed(), true],
    ['of a test that was not taken', { ...TRIGGER, kind: 'test' }, failed({ untaken: true }), true],
    ['of a report, which may have arrived', { ...TRIGGER, isReport: true }, failed(), true],
    ['of a report that was not taken', { ...TRIGGER, isReport: true }, failed({ untaken: true }), false],
    ['of a digest', { ...TRIGGER, kind: 'digest' }, failed(), false],
  ])('%s that fails is the last one: %o', async (_what, alert, delivery, isLast) => {
    const found = await tried(delivery, { alert })
    expect(lastOf(found)?.state).toBe(isLast ? 'failed' : 'retrying')
    expect(found.result).toEqual(isLast ? {} : { retryInMs: 5_000 })
  })

  it.each<[string, Partial<DeliveryRecord>, Delivery, true | undefined]>([
    ['the first is not', { attempts: 0 }, failed({ untaken: true }), true],
    ['the first may be', { attempts: 0 }, failed(), undefined],
    ['neither this nor one before is', { attempts: 1, untaken: true }, failed({ untaken: true }), true],
    ['one before may be', { attempts: 1 }, failed({ untaken: true }), undefined],
    ['this one may be, and none before', { attempts: 1, untaken: true }, failed(), undefined],
    ['this one is', { attempts: 0 }, TAKEN, undefined],
  ])('leaves open whether the service has it: taken where %s', async (_what, record, delivery, untaken) => {
    const { untaken: found } = lastOf(await tried(delivery, { record })) ?? {}
    expect(found).toBe(untaken)
  })
})

describe('a report that was being sent when its worker ended', () => {
  const report = { ...TRIGGER, isReport: true as const }
  const underWay = { state: 'retrying', attempts: 1 } as const

  it('is not sent twice', async () => {
    const found = await tried(TAKEN, { alert: report, record: underWay })
    const detail = 'a worker ended while it was sent; a report is not sent twice'
    expect(found.result).toEqual({})
    expect(found.written).toEqual([[['c'], { ...found.attempt.record, state: 'failed', detail, at: 20_000 }]])
    expect(found.contexts).toEqual([])
  })

  it('names no recipients any more', async () => {
    const settled = { reached: ['a'], refused: {} }
    const found = await tried(TAKEN, { alert: report, record: { ...underWay, settled } })
    expect(lastOf(found)).toMatchObject({ state: 'failed' })
    expect(lastOf(found)).not.toHaveProperty('settled')
  })

  it.each<[string, Alert, Partial<DeliveryRecord>]>([
    ['another alert', TRIGGER, underWay],
    ['one whose attempt has ended', report, { ...underWay, nextAt: 15_000 }],
    ['one that was never tried', report, { state: 'retrying', attempts: 0 }],
    ['one that is new', report, { state: 'queued', attempts: 1 }],
  ])('is unlike %s, which is sent', async (_what, alert, record) => {
    expect((await tried(TAKEN, { alert, record })).contexts).toHaveLength(1)
  })
})

describe('an attempt that a group permits', () => {
  const ends: boolean[] = []
  const permitted = (more: Partial<Extract<AlertPermit, { kind: 'send' }>> = {}): Permitted['permit'] => {
    ends.length = 0
    return {
      ...{ kind: 'send', isOpened: false, withinMs: 1_000 },
      done: async isDelivered => void ends.push(isDelivered),
      ...more,
    }
  }
  const asks: Send = async ({ withhold }) => {
    const why = await withhold?.()
    return why === undefined ? TAKEN : failed({ detail: why, untaken: true })
  }

  it.each([
    [TAKEN, true],
    [failed(), false],
  ])('ends with whether it was delivered: %o, %s', async (delivery, isDelivered) => {
    await tried(delivery, { permit: permitted() })
    expect(ends).toEqual([isDelivered])
  })

  it('ends also where something unexpected went wrong', async () => {
    const broken: Send = async () => {
      throw new Error('a fault')
    }
    const found = await tried(broken, { permit: permitted() })
    expect([ends, found.logged[0]]).toEqual([[false], 'Error: a fault'])
  })

  it('ends also where Redis does not take the record of the attempt: nothing is sent', async () => {
    const away = new Error('Redis is away')
    const given = { permit: permitted(), refuses: away }
    await expect(tried(TAKEN, given)).rejects.toBe(away)
    expect(ends).toEqual([false])
  })

  it('ends also where it is a report that was being sent when its worker ended', async () => {
    const report: Alert = { ...TRIGGER, kind: 'digest', isReport: true }
    const record = { attempts: 1, state: 'retrying' as const }
    const found = await tried(TAKEN, { alert: report, record, permit: permitted() })
    expect([found.contexts, lastOf(found)?.state, ends]).toEqual([[], 'failed', [false]])
  })

  it('may send only while the permit holds, and the job is its worker’s', async () => {
    const until = async (given: Given) =>
      (await tried(TAKEN, { permit: permitted(), ...given })).contexts.map(({ notAfter }) => notAfter)
    expect(await until({})).toEqual([21_000])
    expect(await until({ notAfter: 20_500 })).toEqual([20_500])
  })

  it('asks nobody again where members answer', async () => {
    const { contexts } = await tried(asks, { permit: permitted() })
    expect(contexts[0]!.withhold).toBeUndefined()
  })

  it('where none did is confirmed on the open connection', async () => {
    const found = await tried(asks, { permit: permitted({ confirm: async () => true }) })
    expect([found.result, lastOf(found)?.state, ends]).toEqual([{}, 'delivered', [true]])
  })

  it.each<[string, boolean, string]>([
    ['members that answer again have told it', false, 'k'],
    ['an older incident has taken the place of its own', true, 'older'],
  ])('is withheld where %s, which is no attempt', async (_what, isNews, key) => {
    const why: (string | undefined)[] = []
    const send: Send = async context => {
      const delivery = await asks(context)
      why.push(delivery.detail)
      return delivery
    }
    const found = await tried(send, { permit: permitted({ confirm: async () => isNews }), key })
    expect(why).toEqual(['another member answers again'])
    expect(found.result).toEqual({ retryInMs: 250 })
    expect(lastOf(found)).toEqual(found.attempt.record)
    expect([ends, found.cooldown, found.commits]).toEqual([[false], undefined, []])
  })

  it('is one where a recipient had it before it was withheld for another', async () => {
    const settled = { reached: ['a'], refused: {} }
    const send: Send = async context => {
      await context.withhold?.()
      return failed({ settled, untaken: true, detail: 'for a; not for b' })
    }
    const found = await tried(send, { permit: permitted({ confirm: async () => false }) })
    expect(found.result).toEqual({ retryInMs: 5_000 })
    expect(lastOf(found)).toMatchObject({ state: 'retrying', attempts: 1, settled })
    expect(ends).toEqual([true])
  })
})

describe('an attempt that was late', () => {
  const late = failed({ isLate: true, untaken: true, detail: 'its time was over' })
  const ofGroup = { kind: 'send', isOpened: false, withinMs: 1_000, done: async () => {} } as const

  it.each<[string, Permitted['permit'], number]>([
    ['six hours where this watch alone sends it', { kind: 'own' }, 6 * HOURS],
    ['two minutes where a group shares it', ofGroup, 120_000],
  ])('is none within %s', async (_what, permit, excusedMs) => {
    const at = 10_000 + excusedMs - 101
    const excused = await tried(late, { permit, at })
    expect(excused.result).toEqual({ retryInMs: 250 })
    expect(lastOf(excused)).toEqual(excused.attempt.record)
    expect(excused.cooldown).toBeUndefined()
    const counted = await tried(late, { permit, at: at + 1 })
    expect(lastOf(counted)).toMatchObject({ attempts: 1, detail: 'its time was over', untaken: true })
    expect(counted.cooldown?.failures).toBe(1)
  })
})
