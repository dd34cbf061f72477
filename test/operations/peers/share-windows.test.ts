import { beforeEach, expect, it } from 'vitest'
import type { MaintenanceWindow } from '../../../src/domain/alerts/maintenance'
import type { Member } from '../../../src/domain/peers/group'
import { createShareWindows } from '../../../src/operations/peers/share-windows'

const NAS: MaintenanceWindow = {
  name: 'nas',
  origin: 'ini',
  settings: { start: '2026-12-24 22:00', duration: '2h' },
}
const BARE = {
  name: 'nas',
  settings: { duration: '2h', start: '2026-12-24 22:00', timezone: 'Europe/Berlin' },
}

let own: readonly MaintenanceWindow[] | undefined
let calls: unknown[][]
let share: (ids: readonly (string | undefined)[]) => Promise<void>

beforeEach(() => {
  own = [NAS]
  calls = []
  const shareWindows = createShareWindows({
    ...{ self: 'id-attic', zone: () => 'Europe/Berlin' },
    windows: async () => {
      if (own === undefined) throw new Error('the INI was never usable')
      return own
    },
    copies: {
      windows: {
        share: async (windows: unknown) => void calls.push(['share', windows]),
        keepOnly: async (ids: unknown) => void calls.push(['keep', ids]),
      } as never,
    },
  })
  share = ids =>
    shareWindows({
      members: ids.map(
        (id): Member => ({ name: 'm', isAble: true, sameFor: 0, ...(id !== undefined && { id }) }),
      ),
    })
})

it('the windows of this watch are given to the others when they or the members change, and only then', async () => {
  await share(['id-barn'])
  expect(calls).toEqual([
    ['share', [BARE]],
    ['keep', ['id-attic', 'id-barn']],
  ])
  await share(['id-barn'])
  expect(calls).toHaveLength(2)
  await share(['id-barn', 'id-shed'])
  expect(calls.at(-1)).toEqual(['keep', ['id-attic', 'id-barn', 'id-shed']])
  own = []
  await share(['id-barn', 'id-shed'])
  expect(calls.at(-2)).toEqual(['share', []])
})

it('the windows of a member that has not answered yet are kept', async () => {
  await share(['id-barn', undefined])
  expect(calls).toEqual([['share', [BARE]]])
  await share(['id-barn', 'id-shed'])
  expect(calls.at(-1)).toEqual(['keep', ['id-attic', 'id-barn', 'id-shed']])
})

it('nothing is given while the INI has never been usable', async () => {
  own = undefined
  await share(['id-barn'])
  expect(calls).toEqual([])
})
