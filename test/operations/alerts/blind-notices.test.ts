import { expect, it } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import { blindNotices } from '../../../src/operations/alerts/blind-notices'
import { plan, START } from '../../support/watch'

const HOOK = { name: 'hook', kind: 'webhook', origin: 'ini', settings: {}, isDefault: true } as never

/** A check whose name has that number, in an order that is not that of the ids. */
function checkOf(id: string): Watched {
  const number = (Number(id) * 7) % 1_000
  const check = {
    ...plan(`check ${String(number).padStart(3, '0')}`, { channels: number < 600 ? ['hook'] : [] }),
    id,
    origin: 'page' as const,
    createdAt: START,
  }
  return { check, state: newState(START, check), version: '1' }
}

it('the notice of a gap reads its checks a few at a time, and names the first of them', async () => {
  const awaited = Array.from({ length: 1_000 }, (_, number) => `${number}`)
  const read: number[] = []
  const checks = {
    getAll: async (ids: readonly string[]) => {
      read.push(ids.length)
      return ids.map(checkOf)
    },
  }
  const gap = { from: START, to: START + 3_600_000 }
  const entry = { id: '1-0', record: { kind: 'blind' as const, gap, at: gap.to, awaited } }
  const [notice, ...others] = await blindNotices([entry], [HOOK], checks, gap.to)
  expect(others).toEqual([])
  expect(Math.max(...read)).toBeLessThanOrEqual(200)
  const lines = notice?.alert.text.split('\n').slice(2) ?? []
  expect(lines).toHaveLength(51)
  expect([lines[0], lines[49], lines[50]]).toEqual(['- check 000', '- check 049', '- and 550 more'])
})
