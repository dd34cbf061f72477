import { beforeEach, describe, expect, it } from 'vitest'
import type { Recorded } from '../../../src/domain/watch/ports'
import type { Signal } from '../../../src/domain/watch/signal'
import { createRecordSignal } from '../../../src/operations/watch/record-signal'
import { channelOf } from '../../support/alert-memory'

const SIGNAL: Signal = { kind: 'success', at: 77, detail: {} }
const ACCEPTED = { kind: 'accepted' } as unknown as Recorded

let found: Recorded
let count: number
let created: boolean
let calls: unknown[][]

beforeEach(() => {
  found = { kind: 'unknown' }
  count = 9_999
  created = true
  calls = []
})
const admit = () => undefined
const record = (
  target: { id: string } | { slug: string },
  create: 'off' | 'adopt' | 'open',
  network?: string,
) =>
  createRecordSignal({
    checks: {
      record: async (to, signal, by) => {
        calls.push(['record', to, signal, by === admit])
        return 'id' in to && to.id === 'new' ? ACCEPTED : found
      },
      createForSlug: async (plan, now, making) => {
        calls.push(['create', plan.name, plan.slug, plan.channels, now, making])
        return { check: { id: 'new' }, created } as never
      },
      count: async () => count,
    },
    channels: { list: async () => ['hook', 'phone'].map(name => channelOf(name)) },
  })(target, SIGNAL, { admit, create: create as never, ...(network !== undefined && { network }) })

describe('a check-in', () => {
  it.each([
    ['of a check that there is', ACCEPTED, { slug: 'backup' }, 'open'],
    ['that may create none', { kind: 'unknown' }, { slug: 'backup' }, 'off'],
    ['by an id', { kind: 'unknown' }, { id: 'c' }, 'open'],
    ['by a slug that two have', { kind: 'ambiguous' }, { slug: 'backup' }, 'open'],
  ] as const)('%s creates none', async (_what, outcome, target, create) => {
    found = outcome as Recorded
    expect(await record(target, create)).toBe(outcome)
    expect(calls).toEqual([['record', target, SIGNAL, true]])
  })

  it('creates the check of its slug, which alerts by all channels where none is marked', async () => {
    expect(await record({ slug: 'backup' }, 'open')).toEqual({ kind: 'accepted', created: true })
    expect(calls.slice(1)).toEqual([
      ['create', 'backup', 'backup', ['hook', 'phone'], 77, { waits: false, from: '' }],
      ['record', { id: 'new' }, SIGNAL, true],
    ])
  })

  it('of a stranger creates one that waits, from its network', async () => {
    created = false
    expect(await record({ slug: 'backup' }, 'adopt', '192.0.2.0/24')).toEqual({
      kind: 'accepted',
      created: false,
    })
    expect(calls[1]?.[5]).toEqual({ waits: true, from: '192.0.2.0/24' })
  })

  it('creates none where there are ten thousand', async () => {
    count = 10_000
    expect(await record({ slug: 'backup' }, 'open')).toEqual({ kind: 'full' })
    expect(calls).toHaveLength(1)
  })
})
