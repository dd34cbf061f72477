import { describe, expect, it } from 'vitest'
import type { Cursor, LogEntry, Page } from '../../../src/domain/peers/group'
import { type LogWalk, walkedOn } from '../../../src/domain/peers/log-walk'
import { CHECK } from '../../support/alert-memory'

const at = (seq: number, epoch = 'e'): Cursor => ({ epoch, seq })
const entryOf = (id: string): LogEntry => ({ id, home: 'id-barn', check: CHECK }) as unknown as LogEntry
const walk = (upTo: Cursor, ...ids: string[]): LogWalk => ({ ids: new Set(ids), upTo })
const page = (next: Cursor, ids: readonly string[], more: Partial<Page> = {}): Page => ({
  ...{ entries: ids.map(entryOf), next, isMore: true, isFirst: false },
  ...more,
})

describe('a walk through a log', () => {
  it('begins with its first page alone', () => {
    expect(walkedOn(undefined, undefined, page(at(2), ['a', 'b'], { isFirst: true }))).toEqual(
      walk(at(2), 'a', 'b'),
    )
    expect(walkedOn(undefined, at(2), page(at(4), ['c']))).toBeUndefined()
    expect(walkedOn(undefined, undefined, page(at(4), ['c']))).toBeUndefined()
  })

  it('goes on with the page behind it, of which only checks count', () => {
    const gone: LogEntry = { id: 'x', home: 'id-barn', isGone: true }
    const next = page(at(3), [], { entries: [entryOf('b'), gone] })
    expect(walkedOn(walk(at(1), 'a'), at(1), next)).toEqual(walk(at(3), 'a', 'b'))
  })

  it('has also the checks whose records their home cannot read', () => {
    const damaged: LogEntry = { id: 'x', home: 'id-barn', isDamaged: true }
    expect(walkedOn(walk(at(1), 'a'), at(1), page(at(3), [], { entries: [damaged] }))).toEqual(
      walk(at(3), 'a', 'x'),
    )
  })

  it('does not go over a gap', () => {
    expect(walkedOn(walk(at(1), 'a'), at(2), page(at(3), ['c']))).toBeUndefined()
  })

  it('is none the worse for a page that comes once more, and late', () => {
    expect(walkedOn(walk(at(2), 'a', 'b'), undefined, page(at(1), ['a'], { isFirst: true }))).toEqual(
      walk(at(2), 'a', 'b'),
    )
    expect(walkedOn(walk(at(2), 'a', 'b'), at(1), page(at(3), ['b', 'c']))).toEqual(
      walk(at(3), 'a', 'b', 'c'),
    )
  })

  it('begins anew with a new log', () => {
    const first = page(at(1, 'new'), ['a'], { isFirst: true })
    expect(walkedOn(walk(at(9), 'old'), at(9), first)).toEqual(walk(at(1, 'new'), 'a'))
    expect(walkedOn(walk(at(9), 'old'), at(0), page(at(1, 'new'), ['a']))).toBeUndefined()
  })
})
