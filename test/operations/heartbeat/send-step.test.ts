import { beforeEach, describe, expect, it } from 'vitest'
import type { Attempt, Occasion } from '../../../src/domain/heartbeat/heartbeat'
import type { Exchange, HttpAnswer } from '../../../src/domain/net/exchange'
import {
  AT,
  answer,
  beat,
  broken,
  FIRST,
  HEALTHCHECKS,
  NOT_AFTER,
  openStep,
  PLAIN,
} from '../../support/send-step'

let scene: ReturnType<typeof openStep>
beforeEach(() => {
  scene = openStep()
})

describe('a heartbeat that is not sent', () => {
  it.each<[string, number, readonly Attempt[], string]>([
    ['at its last moment', 0, [], 'taken 0 s after 12:15, when its time was over'],
    ['a moment later', 1, [], 'taken 1 s after 12:15, when its time was over'],
    ['more than a second later', 1_001, [], 'taken 2 s after 12:15, when its time was over'],
    [
      'after a first attempt',
      60_000,
      [{ ...FIRST, result: 'DNS error' }, FIRST],
      'taken 60 s after 12:15, when its time was over; the first attempt ended with HTTP error 503',
    ],
    [
      'after the only attempt',
      60_000,
      [FIRST],
      'taken 60 s after 12:15, when its time was over; the first attempt ended with HTTP error 503',
    ],
  ])('since it was taken %s says so', async (_when, late, attempts, reason) => {
    scene.now = NOT_AFTER + late
    expect(await scene.step(beat(), { attempts })).toEqual({
      kind: 'done',
      end: { outcome: 'missed', attempts, reason, receiver: '' },
    })
    expect(scene.calls).toEqual([])
  })

  it('has failed where workers died in all of its attempts', async () => {
    expect(await scene.step(beat(), { attempts: [FIRST], attemptsLeft: 0 })).toEqual({
      kind: 'done',
      end: { outcome: 'failed', attempts: [FIRST], reason: 'the worker died while sending', receiver: '' },
    })
    expect(scene.calls).toEqual([])
  })

  it.each<[string, () => void, string]>([
    [
      'the INI cannot be read',
      () => {
        scene.unreadable = 'it does not exist'
      },
      'the INI cannot be used: it does not exist',
    ],
    [
      'heartbeating was switched off',
      () => {
        scene.frequency = 'Off'
      },
      'heartbeating was switched off',
    ],
  ])('is missed where %s, with the attempts that it had', async (_what, change, reason) => {
    change()
    expect(await scene.step(beat(), { attempts: [FIRST] })).toEqual({
      kind: 'done',
      end: { outcome: 'missed', attempts: [FIRST], reason, receiver: '' },
    })
    expect(scene.calls).toEqual([])
  })

  it('is missed where the button was pressed for another URL', async () => {
    expect(await scene.step(beat('now', { target: 'other' }), { attempts: [FIRST] })).toEqual({
      kind: 'done',
      end: {
        outcome: 'missed',
        attempts: [FIRST],
        reason: 'the URL or the frequency was changed after the press; press again for the saved ones',
        receiver: '',
      },
    })
  })

  it.each<[string, Occasion, string | undefined]>([
    ['pressed for the same URL', 'now', 'own'],
    ['pressed when nothing noted for which', 'now', undefined],
    ['of a slot', 'due', 'other'],
    ['of a boot', 'boot', 'other'],
  ])('is none that was %s', async (_what, occasion, given) => {
    const own = given === 'own' ? scene.target() : given
    const result = await scene.step(beat(occasion, own === undefined ? {} : { target: own }))
    expect(result).toMatchObject({ end: { outcome: 'delivered' } })
  })
})

describe('the request of a heartbeat', () => {
  it('stays on the host of its URL, never goes to the appliance itself, and ends with the lease', async () => {
    await scene.step()
    expect(scene.given('send')).toEqual([
      [{ method: 'GET', url: PLAIN, sameHost: true, toOthers: true }, { notAfter: AT + 15_000 }],
    ])
  })

  it('ends with its slot where that is over sooner', async () => {
    await scene.step(beat(), { leaseMs: 600_000 })
    expect(scene.given('send')[0]?.[1]).toEqual({ notAfter: NOT_AFTER })
  })

  it('goes out although the missed ones cannot be recorded, which are recorded before it', async () => {
    scene.canNotice = false
    expect(await scene.step()).toMatchObject({ end: { outcome: 'delivered' } })
    expect(scene.calls.map(([call]) => call)).toEqual(['notice', 'history', 'send'])
  })

  it('goes out a moment before its time is over, and with the last attempt', async () => {
    scene.now = NOT_AFTER - 1
    expect(await scene.step(beat(), { attemptsLeft: 1 })).toMatchObject({ end: { outcome: 'delivered' } })
  })

  it('of a second attempt records no missed ones', async () => {
    await scene.step(beat(), { attempts: [FIRST] })
    expect(scene.given('notice')).toEqual([])
  })
})

describe('a heartbeat that was sent', () => {
  it.each<[string, string, HttpAnswer, string, Partial<Attempt>]>([
    ['a plain 2xx', PLAIN, answer(204), 'Web address', { result: '204', detail: 'answered 204' }],
    [
      'a page for people',
      PLAIN,
      answer(200, { headers: { 'content-type': 'text/html' }, body: '<html><body>Hello</body></html>' }),
      'Web address',
      { webPage: true, detail: 'answered with a web page: is this the ping URL?' },
    ],
    [
      'the size of a message that is kept',
      HEALTHCHECKS,
      answer(200, { headers: { 'ping-body-limit': '100000' }, body: 'OK' }),
      'Healthchecks',
      { bodyLimit: 100_000 },
    ],
    [
      'that nothing of a message is kept',
      HEALTHCHECKS,
      answer(200, { headers: { 'ping-body-limit': '0' }, body: 'OK' }),
      'Healthchecks',
      { bodyLimit: 0 },
    ],
  ])('is delivered by %s', async (_what, to, exchange, receiver, more) => {
    scene.url = to
    scene.exchanges = [exchange]
    const made = scene.attempt(more)
    expect(await scene.step(beat(), { attempts: [FIRST] })).toStrictEqual({
      kind: 'done',
      end: { outcome: 'delivered', attempts: [FIRST, made], reason: made.detail, receiver },
    })
  })

  const REFUSED = { delivered: false, result: 'HTTP error 503', detail: 'answered 503' } as const
  const later = (seconds: number) => answer(503, { headers: { 'retry-after': `${seconds}` } })
  it.each<[string, Exchange, Partial<Attempt>, number]>([
    ['is refused', answer(503), REFUSED, 5_000],
    ['is refused for a moment', later(3), REFUSED, 5_000],
    ['is refused for a while', later(20), REFUSED, 20_000],
    [
      'met no answer in time',
      broken('timeout', 'no answer within 10 s'),
      {
        ...{ delivered: false, result: 'Timeout error', detail: 'no answer within 10 s' },
        phases: { dns: 3, total: 4 },
      },
      5_000,
    ],
  ])('that %s is tried again', async (_what, exchange, more, retryInMs) => {
    scene.exchanges = [exchange]
    const made = scene.attempt(more)
    expect(await scene.step()).toEqual({
      kind: 'retry',
      trail: { attempts: [made], reason: made.detail, receiver: 'Web address' },
      retryInMs,
    })
  })

  it.each<[string, Exchange, Partial<Attempt>, number]>([
    ['was the last attempt', answer(503), REFUSED, 1],
    ['is to wait too long', later(61), { ...REFUSED, detail: 'answered 503 (asks to wait 61 s)' }, 2],
    [
      'has five seconds left, which the pause takes',
      answer(503, { at: NOT_AFTER - 5_000 }),
      { ...REFUSED, at: NOT_AFTER - 5_000 },
      2,
    ],
  ])('that %s has failed', async (_what, exchange, more, attemptsLeft) => {
    scene.exchanges = [exchange]
    const made = scene.attempt(more)
    expect(await scene.step(beat(), { attemptsLeft })).toEqual({
      kind: 'done',
      end: { outcome: 'failed', attempts: [made], reason: made.detail, receiver: 'Web address' },
    })
  })

  it('with a moment more than the pause is tried again', async () => {
    scene.exchanges = [answer(503, { at: NOT_AFTER - 5_001 })]
    expect(await scene.step()).toMatchObject({ kind: 'retry', retryInMs: 5_000 })
  })

  it('that stood still before it was written is missed, or left to the worker that has it by now', async () => {
    scene.exchanges = [broken('stale', 'too late', NOT_AFTER), broken('stale', 'too late', NOT_AFTER - 1)]
    expect(await scene.step(beat(), { attempts: [FIRST] })).toEqual({
      kind: 'done',
      end: {
        ...{ outcome: 'missed', attempts: [FIRST], receiver: '' },
        reason: 'its time was over before it could be sent',
      },
    })
    await expect(scene.step()).rejects.toThrow(/^stood still while sending; another worker takes over$/)
  })
})

it('a heartbeat that no peer shares is noted for no peer', async () => {
  scene.lines = 'heartbeatduty = group\n'
  scene.exchanges = [answer(503)]
  await scene.step()
  expect(scene.given('note')).toEqual([])
})
