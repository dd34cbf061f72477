import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Signal, SignalKind } from '../../../src/domain/watch/signal'
import { createBacklog } from '../../../src/operations/watch/message-backlog'

const signal = (kind: SignalKind, body = ''): Signal => ({ kind, at: 0, detail: { body } })

/** A store that takes nothing until it is opened; `away`: it fails as often. */
function scene({ away = 0 } = {}) {
  const order: string[] = []
  const failures: string[] = []
  let open = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  let left = away
  const backlog = createBacklog({
    record: async (id, { kind }) => {
      if (left > 0) {
        left--
        throw new StoreUnavailable('Redis has gone')
      }
      if (id === 'damaged') throw new Error('its record is damaged')
      order.push(`${id} ${kind}`)
      if (away === 0) await gate
    },
    onFailure: error => failures.push(error.message),
    retryMs: 1,
  })
  return { backlog, order, failures, open }
}

describe('the backlog of messages', () => {
  it('lets a failure pass all notes, and its check keep its order', async () => {
    const { backlog, order, open } = scene()
    for (let n = 0; n < 5_000; n++) backlog.add('a', signal('log'))
    backlog.add('b', signal('success'))
    backlog.add('c', signal('start'))
    backlog.add('c', signal('success'))
    backlog.add('c', signal('fail'))
    open()
    await backlog.empty()
    const own = order.filter(entry => !entry.endsWith('log'))
    expect(own).toEqual(['b success', 'c start', 'c success', 'c fail'])
    expect(order.indexOf('c fail')).toBe(3)
    expect(order).toHaveLength(5_004)
  })

  it('loses nothing while Redis is away, and keeps the order', async () => {
    const { backlog, order } = scene({ away: 3 })
    for (const kind of ['start', 'success', 'fail', 'success'] as const) backlog.add('a', signal(kind))
    await backlog.empty()
    expect(order).toEqual(['a start', 'a success', 'a fail', 'a success'])
  })

  it('lets a few notes go before a success of their check, and shows no progress of a run that is over', async () => {
    const order: string[] = []
    const backlog = createBacklog({
      record: async (_id, { kind, detail }) => void order.push(`${kind} ${detail.percent ?? ''}`.trim()),
      onFailure: () => {},
    })
    const half: Signal = { kind: 'log', at: 0, detail: { percent: 50 } }
    backlog.add('a', half)
    backlog.add('a', signal('success'))
    await backlog.empty()
    backlog.add('a', half)
    backlog.add('a', signal('fail'))
    await backlog.empty()
    expect(order).toEqual(['log 50', 'success', 'fail', 'log'])
  })

  it('has no room beyond its bounds, and has it again', async () => {
    const { backlog, open } = scene()
    for (let n = 0; n < 400; n++) backlog.add(`c${n}`, signal('success'))
    expect(backlog.hasRoom()).toBe(false)
    const room = backlog.room()
    open()
    await room
    expect(backlog.hasRoom()).toBe(true)
    await backlog.empty()
  })

  it('has no room for more than 8 MB of texts', () => {
    const { backlog } = scene()
    for (let n = 0; n < 750; n++) backlog.add('a', signal('log', 'x'.repeat(10_000)))
    expect(backlog.hasRoom()).toBe(true)
    for (let n = 750; n < 799; n++) backlog.add('a', signal('log', 'x'.repeat(10_000)))
    expect(backlog.hasRoom()).toBe(false)
  })

  it('goes on after a signal that cannot be written down, and names it', async () => {
    const { backlog, order, failures, open } = scene()
    backlog.add('damaged', signal('fail'))
    backlog.add('a', signal('fail'))
    open()
    await backlog.empty()
    expect(failures).toEqual(['its record is damaged'])
    expect(order).toEqual(['a fail'])
  })

  it('knows when all that came before is written down, whatever comes later, and waits for no note', async () => {
    const { backlog, order, open } = scene()
    backlog.add('a', signal('success'))
    backlog.add('noisy', signal('log'))
    let isWritten = false
    const written = backlog.written().then(() => {
      isWritten = true
    })
    backlog.add('b', signal('success'))
    await new Promise(resolve => setImmediate(resolve))
    expect(isWritten).toBe(false)
    open()
    await written
    expect(order).toContain('a success')
    await backlog.written()
    expect(order).toContain('b success')
    await backlog.written()
    await backlog.empty()
  })
})
