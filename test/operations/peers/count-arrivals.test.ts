import { expect, it } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import type { KeptSignal } from '../../../src/domain/watch/signal'
import { createCountArrivals } from '../../../src/operations/peers/count-arrivals'
import { CHECK } from '../../support/alert-memory'
import { PEER_KEY } from '../../support/peers'

const NOW = 200_000_000
const DAY = 86_400_000
const TO = NOW - 5_000

/** Signals right before and right after each end of the day that is asked about. */
const HISTORY = [TO + 2, TO + 1, TO, TO - DAY + 1, TO - DAY].map(
  (at, n): KeptSignal => ({ n, kind: 'success', at, detail: {}, bodySize: 0 }),
)
const CHECKS: readonly Partial<Check>[] = [{ id: 'a' }, { id: 'b', shared: 'off' }, { id: 'c' }]

const count = (name: string, isGroup = true) =>
  createCountArrivals({
    settings: async () =>
      isGroup
        ? {
            ...{ rank: 1, takeover: 20_000 },
            members: ['shed', 'barn'].map(member => ({
              ...{ name: member, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true },
            })),
          }
        : undefined,
    checks: {
      getAll: async ids =>
        CHECKS.filter(({ id }) => ids.includes(id ?? '')).map(check => ({
          ...{ check: { ...CHECK, ...check }, state: newState(0), version: '1' },
        })),
      history: async id => (id === 'a' ? HISTORY : []),
    },
    now: () => NOW,
  })(name, { ids: ['a', 'b', 'c', 'gone'], ago: 5_000, length: DAY })

it('the signals of a day are counted for a member, of the checks that are shared', async () => {
  expect(await count('barn')).toEqual(
    new Map([
      ['a', 2],
      ['c', 0],
    ]),
  )
})

it('nothing is counted for a stranger, or without a group', async () => {
  expect(await count('stranger')).toBeUndefined()
  expect(await count('barn', false)).toBeUndefined()
})
