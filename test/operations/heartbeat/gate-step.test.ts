import { beforeEach, describe, expect, it } from 'vitest'
import type { Gate } from '../../../src/domain/heartbeat/gates'
import type { Occasion } from '../../../src/domain/heartbeat/heartbeat'
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
import { whileInZone } from '../../support/zone'

let scene: ReturnType<typeof openStep>
beforeEach(() => {
  scene = openStep()
})

describe('a heartbeat behind a gate', () => {
  const DOWN: Gate = { name: 'disk', status: 'down', since: Date.parse('2026-11-20T12:00:00Z') }
  const WHY = 'disk is down since 12:00'
  const TOLD = `Heartbeat withheld: ${WHY}`
  const withheld = (more: object = {}) => ({
    kind: 'done',
    end: { outcome: 'withheld', attempts: [], reason: WHY, receiver: '', ...more },
  })

  beforeEach(() => {
    scene.url = HEALTHCHECKS
    scene.lines = 'heartbeatgates = disk, camera\n[check.disk]\nperiod = 1d\n'
    scene.gates = [DOWN]
    scene.exchanges = [answer(200, { body: 'OK' })]
  })
  const tells = () => {
    scene.lines = `heartbeatgatefails = on\n${scene.lines}`
  }

  it('is withheld while that is closed, and asks for the gates by their names and the checks of the INI', async () => {
    expect(await scene.step(beat(), { attempts: [FIRST] })).toEqual(withheld({ attempts: [FIRST] }))
    expect(scene.calls).toEqual([['gates', ['disk', 'camera'], ['disk']]])
  })

  it('is withheld while that cannot be read', async () => {
    scene.gates = new Error('Redis is away')
    expect(await scene.step()).toEqual(withheld({ reason: 'the gates cannot be read: Redis is away' }))
  })

  it('asks once more right before it is written', async () => {
    scene.gates = []
    await scene.step()
    expect(await scene.withhold!()).toBeUndefined()
    scene.gates = [DOWN]
    expect(await whileInZone('UTC', async () => await scene.withhold!())).toBe(WHY)
    expect(scene.given('gates')).toHaveLength(3)
  })

  it('asks for none where the INI names none', async () => {
    scene.lines = ''
    scene.gates = new Error('it was asked')
    expect(await scene.step()).toMatchObject({ end: { outcome: 'delivered' } })
  })

  it('that closes as it is written is withheld, and told', async () => {
    tells()
    scene.gates = []
    scene.exchanges.unshift(broken('withheld', WHY))
    expect(await scene.step()).toEqual(withheld({ attempts: [scene.attempt()], receiver: 'Healthchecks' }))
    expect(scene.requests()).toMatchObject([
      { url: HEALTHCHECKS },
      { url: `${HEALTHCHECKS}/fail`, body: TOLD },
    ])
  })

  it('tells the receiver of that, with nothing to keep the report back', async () => {
    tells()
    expect(await scene.step(beat(), { attempts: [FIRST] })).toEqual(
      withheld({ attempts: [FIRST, scene.attempt()], receiver: 'Healthchecks' }),
    )
    expect(scene.given('send')).toEqual([
      [
        { method: 'POST', url: `${HEALTHCHECKS}/fail`, body: TOLD, sameHost: true, toOthers: true },
        { notAfter: AT + 15_000 },
      ],
    ])
    expect(scene.withhold).toBeUndefined()
  })

  it.each<[Occasion, number]>([
    ['due', 1],
    ['gate', 1],
    ['catch-up', 0],
    ['boot', 0],
    ['now', 0],
  ])('tells it by the occasion %s: %i', async (occasion, count) => {
    tells()
    expect(await scene.step(beat(occasion))).toMatchObject(
      withheld({ attempts: count ? [scene.attempt()] : [], receiver: count ? 'Healthchecks' : '' }),
    )
    expect(scene.requests()).toHaveLength(count)
  })

  it('tells nothing to a receiver that takes no failures', async () => {
    tells()
    scene.url = PLAIN
    expect(await scene.step()).toEqual(withheld())
    expect(scene.requests()).toEqual([])
  })

  it('tells it again where it was not heard, and ends as withheld where that is not worth it', async () => {
    tells()
    const made = scene.attempt({ delivered: false, result: 'HTTP error 503', detail: 'answered 503' })
    scene.exchanges = [answer(503), answer(503)]
    expect(await scene.step()).toEqual({
      kind: 'retry',
      trail: { attempts: [made], reason: WHY, receiver: 'Healthchecks' },
      retryInMs: 5_000,
    })
    expect(await scene.step(beat(), { attemptsLeft: 1 })).toEqual(
      withheld({ attempts: [made], receiver: 'Healthchecks' }),
    )
  })

  it('is missed where the time was over before it could be told', async () => {
    tells()
    scene.exchanges = [broken('stale', 'too late', NOT_AFTER)]
    expect(await scene.step()).toMatchObject({
      end: { outcome: 'missed', reason: 'its time was over before it could be sent' },
    })
  })

  it('that is open again when its closing should be told is not told, and ends so', async () => {
    tells()
    scene.gates = []
    expect(await scene.step(beat('gate'), { attempts: [FIRST] })).toEqual(
      withheld({ attempts: [FIRST], reason: 'a gate was closed for a moment, and is open again' }),
    )
    expect(scene.requests()).toEqual([])
  })
})
