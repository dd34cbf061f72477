import { expect, test } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import { noteText, outagesOf } from '../../../src/domain/watch/outages'
import type { Status } from '../../../src/domain/watch/status'

function flipsOf(...changes: readonly (readonly [Status, number])[]): Flip[] {
  return changes
    .map(([to, due], index): Flip => {
      const from = changes[index - 1]?.[0] ?? 'new'
      return { check: 'c', seq: index + 1, from, to, reason: 'success', at: due + 1, due }
    })
    .reverse()
}
const state = (status: Status, since: number) => ({ ...newState(0), status, since })

test('outages are the spans from down to anything else, the newest first, with their own notes', () => {
  const flips = flipsOf(
    ['up', 10],
    ['down', 20],
    ['up', 30],
    ['down', 40],
    ['paused', 50],
    ['up', 60],
    ['down', 70],
  )
  const notes = [
    { due: 20, at: 33, text: 'a disk' },
    { due: 20, at: 22, text: 'we look' },
  ]
  expect(outagesOf(flips, state('down', 70), notes, 0)).toEqual([
    { due: 70, notes: [] },
    { due: 40, until: 50, notes: [] },
    { due: 20, until: 30, notes: notes.slice(0, 2) },
  ])
})

test('an outage that is known by its notes alone is one, and nobody knows when it ended', () => {
  const notes = [
    { due: 40, at: 46, text: 'and gone' },
    { due: 40, at: 45, text: 'a disk' },
    { due: 5, at: 6, text: 'long ago' },
  ]
  expect(outagesOf(flipsOf(['down', 20], ['up', 30]), state('new', 50), notes, 10)).toEqual([
    { due: 40, isLost: true, notes: notes.slice(0, 2) },
    { due: 20, until: 30, notes: [] },
  ])
})

test('outages that ended long ago are left out, and one that goes on stays however old it is', () => {
  const flips = flipsOf(['up', 10], ['down', 20], ['up', 30], ['down', 40])
  expect(outagesOf(flips, state('down', 40), [], 35)).toEqual([{ due: 40, notes: [] }])
})

test('an outage whose beginning is no flip that is kept is left out once it is over', () => {
  const [last] = flipsOf(['down', 20], ['up', 30])
  expect(outagesOf([last as Flip], state('up', 30), [], 0)).toEqual([])
})

test('a note keeps its lines and loses what cannot be seen, and what is too long', () => {
  expect(noteText('  one\r\ntwo\u0000\u001b[1m \n')).toBe('one\ntwo  [1m')
  expect(noteText('x'.repeat(2_000))).toHaveLength(1_000)
})
