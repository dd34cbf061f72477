import { beforeEach, describe, expect, it } from 'vitest'
import type { Attempt, HeartbeatRecord } from '../../../src/domain/heartbeat/heartbeat'
import { answer, FIRST, HEALTHCHECKS, KUMA, openStep, SLOT } from '../../support/send-step'

let scene: ReturnType<typeof openStep>
beforeEach(() => {
  scene = openStep()
})

describe('what a heartbeat tells', () => {
  const record = (
    outcome: HeartbeatRecord['outcome'],
    slotsAgo: number,
    attempts: readonly Attempt[] = [{ ...FIRST, delivered: outcome === 'delivered' }],
  ): HeartbeatRecord => ({
    ...{ job: `slot-${SLOT - slotsAgo}`, slot: SLOT - slotsAgo, occasion: 'due', outcome, attempts },
    ...{ reason: '', receiver: '', queuedAt: 0, finishedAt: 0 },
  })
  const kept = (bodyLimit: number) => [{ ...FIRST, delivered: true, bodyLimit, phases: { total: 81 } }]

  it.each<[string, HeartbeatRecord[], number[]]>([
    ['there were none', [], [3]],
    ['there were two', [record('failed', 1), record('failed', 2)], [3]],
    [
      'one of the last three arrived',
      [record('failed', 1), record('failed', 2), record('delivered', 3)],
      [3],
    ],
    ['none of the last three did', [record('failed', 1), record('failed', 2), record('failed', 3)], [3, 300]],
  ])('is found in few of those before it where %s', async (_what, before, limits) => {
    scene.history = before
    await scene.step()
    expect(scene.given('history')).toEqual(limits.map(limit => [limit]))
  })

  it('is how many were missed since the last that arrived, however long ago', async () => {
    scene.url = HEALTHCHECKS
    scene.history = [1, 2, 3, 4].map(ago => record('failed', ago))
    scene.history.push(record('delivered', 5, kept(1_000)), record('failed', 6))
    await scene.step()
    expect(scene.requests()).toEqual([
      {
        ...{ method: 'POST', url: HEALTHCHECKS, sameHost: true, toOthers: true },
        body: '4 heartbeats missed, 2026/11/20 11:50 to 12:05 (UTC+00:00): HTTP error 503 (4)',
      },
    ])
  })

  it('is cut to the size that the receiver named last', async () => {
    scene.url = HEALTHCHECKS
    scene.history = [record('failed', 1), record('delivered', 2, [...kept(8_000), ...kept(20)])]
    scene.history.push(record('delivered', 3, kept(30)))
    await scene.step()
    expect(scene.requests()).toMatchObject([{ body: '1 heartbeat missed, ' }])
  })

  it('is how long the last that arrived took', async () => {
    scene.url = KUMA
    scene.exchanges = [answer(200, { body: '{"ok":true}' })]
    scene.history = [record('failed', 0), record('delivered', 0, kept(1)), record('delivered', 1)]
    await scene.step()
    expect(scene.requests()).toMatchObject([{ url: `${KUMA}?status=up&msg=OK&ping=81` }])
  })

  it('is nothing more where none ever arrived', async () => {
    scene.url = KUMA
    scene.exchanges = [answer(200, { body: '{"ok":true}' })]
    await scene.step()
    expect(scene.requests()).toMatchObject([{ url: `${KUMA}?status=up&msg=OK` }])
  })
})
