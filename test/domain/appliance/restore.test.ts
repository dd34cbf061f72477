import { expect, test } from 'vitest'
import { isBehind, restoreMode } from '../../../src/domain/appliance/restore'

const kept = { lineage: 'a', revision: 5 }

test.each<
  [what: string, present: { lineage?: string; revision: number }, behind: boolean, alone: string | undefined]
>([
  ['lost its lineage', { revision: 9 }, true, 'exact'],
  ['lacks a change', { lineage: 'a', revision: 4 }, true, 'exact'],
  ['has all that the copy has', { lineage: 'a', revision: 5 }, false, 'add'],
  ['has a change that the copy lacks', { lineage: 'a', revision: 6 }, false, 'mend'],
  ['has a life of its own', { lineage: 'b', revision: 4 }, false, undefined],
  ['has a life of its own, as long', { lineage: 'b', revision: 5 }, false, undefined],
])('a Redis that %s is put back so', (_what, present, behind, alone) => {
  expect(isBehind(present as never, kept)).toBe(behind)
  const mode = (isPartial: boolean, isAlone: boolean) =>
    restoreMode(present as never, { mark: kept, isPartial } as never, isAlone)
  expect(mode(false, true)).toBe(alone)
  // Nothing is taken away where somebody may have changed something, or the copy is not whole.
  const careful = alone === 'exact' ? 'add' : alone
  expect([mode(false, false), mode(true, true)]).toEqual([careful, careful])
})
