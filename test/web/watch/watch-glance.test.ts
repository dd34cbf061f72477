import { expect, test } from 'vitest'
import { readWatch } from '../../../src/web/watch/watch-glance'

const NONE = { down: 0, blind: 0, late: 0, new: 0, up: 0, paused: 0 }

async function glance(
  counts: Partial<typeof NONE>,
  unalerted: number,
  existing: readonly string[] | undefined,
) {
  const asked: unknown[][] = []
  const overview = { counts: { ...NONE, ...counts }, total: 9, unalerted, behind: 1 }
  const lists = {
    overview: async (...args: unknown[]) => {
      asked.push(['overview', ...args])
      return overview
    },
    page: async (query: { channels?: unknown }, ...args: unknown[]) => {
      asked.push(['page', Object.keys(query), ...args])
      return { rows: [{ check: { name: query.channels ? 'nobody' : 'broken' } }] }
    },
  }
  return { seen: await readWatch(lists as never, 7, existing), asked, overview }
}

test('a watch that is well is read in one step', async () => {
  const { seen, asked, overview } = await glance({ up: 9 }, 0, ['phone'])
  expect(seen).toEqual({ ...overview, troubleNames: [], unalertedNames: [] })
  expect(asked).toEqual([['overview', 7, ['phone']]])
})

test('of those in trouble, and of those that alert nobody, some names are read', async () => {
  const { seen, asked } = await glance({ down: 1, blind: 1 }, 2, [])
  expect(seen).toMatchObject({ unalerted: 2, troubleNames: ['broken'], unalertedNames: ['nobody'] })
  expect(asked.slice(1)).toEqual([
    ['page', [], 7, 2],
    ['page', ['channels'], 7, 5],
  ])
  const many = await glance({ down: 50 }, 0, [])
  expect(many.asked.slice(1)).toEqual([['page', [], 7, 5]])
  const blind = await glance({ blind: 1 }, 0, [])
  expect(blind.asked.slice(1)).toEqual([['page', [], 7, 1]])
})

test('while the channels are not known, nobody is said to alert nobody', async () => {
  const { seen, asked } = await glance({}, 2, undefined)
  expect(seen).toMatchObject({ unalerted: undefined, unalertedNames: [] })
  expect(asked).toHaveLength(1)
})
