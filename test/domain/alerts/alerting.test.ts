import { expect, it } from 'vitest'
import { newAlerting, noteFlip } from '../../../src/domain/alerts/alerting'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { Flip } from '../../../src/domain/watch/flip'

const check = { ...planOf({ name: 'backup' }), id: 'c1', origin: 'page', createdAt: 1 } as const
const flip = (
  seq: number,
  from: Flip['from'],
  to: Flip['to'],
  at: number,
  more: Partial<Flip> = {},
): Flip => ({
  check: 'c1',
  seq,
  from,
  to,
  reason: to === 'up' ? 'success' : 'failure',
  at,
  due: at,
  ...more,
})

it('an outage that another member of the group saw, whose clock is behind, ends by the clock by which it began', () => {
  const down = noteFlip(newAlerting(check), flip(1, 'up', 'down', 100_000, { ahead: 50_000 }))
  expect(down.incident).toMatchObject({ key: 'intvlm8r-c1-100000', since: 100_000, ahead: 50_000 })
  // Ten seconds later by this watch's own clock.
  expect(noteFlip(down, flip(2, 'down', 'up', 160_000, { ends: 100_000 })).incident?.end).toEqual(
    flip(2, 'down', 'up', 110_000, { ends: 100_000 }),
  )
  const theirs = flip(2, 'down', 'up', 110_000, { ends: 100_000, ahead: 50_000 })
  expect(noteFlip(down, theirs).incident?.end).toEqual(flip(2, 'down', 'up', 110_000, { ends: 100_000 }))
})

it('an outage that began here and ended at another member ends by the clock of this watch', () => {
  const down = noteFlip(newAlerting(check), flip(1, 'up', 'down', 100_000))
  const end = noteFlip(down, flip(2, 'down', 'up', 60_000, { ahead: 50_000 })).incident?.end
  expect(end).toMatchObject({ at: 110_000, due: 110_000 })
})

it('only what goes down counts as down, and not what cannot be looked at', () => {
  const downs = (...flips: readonly Flip[]) =>
    flips.reduce((memory, one) => noteFlip(memory, one), newAlerting(check)).downs
  expect(downs(flip(1, 'up', 'blind', 100))).toStrictEqual([])
  expect(downs(flip(1, 'up', 'down', 100))).toStrictEqual([100])
  expect(downs(flip(1, 'up', 'blind', 100), flip(2, 'blind', 'down', 200))).toStrictEqual([200])
})

it('what was blind and is down is told anew only where somebody knew of it', () => {
  const blind = noteFlip(newAlerting(check), flip(1, 'up', 'blind', 100))
  const turned = (notified: readonly string[]) =>
    noteFlip({ ...blind, incident: { ...blind.incident!, notified } }, flip(2, 'blind', 'down', 200)).incident
  expect(turned([])).toStrictEqual({ key: 'intvlm8r-c1-100', since: 200, reason: 'failure', notified: [] })
  expect(turned(['mail'])).toStrictEqual({
    key: 'intvlm8r-c1-100',
    since: 200,
    reason: 'failure',
    notified: ['mail'],
    turned: true,
  })
})

it('a flip that was routed before changes nothing', () => {
  const down = noteFlip(newAlerting(check), flip(2, 'up', 'down', 100))
  expect(noteFlip(down, flip(2, 'down', 'up', 200))).toBe(down)
  expect(noteFlip(down, flip(1, 'down', 'up', 200))).toBe(down)
  expect(noteFlip(down, flip(3, 'down', 'up', 200)).routed).toBe(3)
})
