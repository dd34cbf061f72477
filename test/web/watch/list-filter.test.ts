import { describe, expect, test } from 'vitest'
import { filterOf, linkOf, listQuery, pageOf, searchOf } from '../../../src/web/watch/list-filter'

const ALL = { status: 'down', tag: 'nas', channel: 'none', q: 'back up', sort: 'name' } as const

describe('the filter of the list', () => {
  test.each([
    [{}, {}],
    [ALL, ALL],
    [{ ...ALL, page: '3', other: 'x' }, ALL],
    [{ status: 'burning', tag: '', channel: 'phone', q: '  ', sort: 'size' }, {}],
    [{ status: ['down'], tag: ['nas'], channel: ['none'], q: ['x'], sort: ['name'] }, {}],
    [{ q: '  two words ' }, { q: 'two words' }],
    [{ q: 'x'.repeat(101) }, { q: 'x'.repeat(100) }],
    [{ sort: 'worst' }, {}],
    [{ sort: 'signal' }, { sort: 'signal' }],
    [{ status: 'blind' }, { status: 'blind' }],
  ])('of %j is %j', (given, filter) => {
    expect(filterOf(given)).toEqual(filter)
  })

  test('asks the store for what it names, and for nothing else', () => {
    expect(listQuery({}, ['phone'])).toEqual({})
    expect(listQuery({ status: 'down', tag: 'nas', q: 'x', sort: 'name' }, ['phone'])).toEqual({
      status: 'down',
      tags: ['nas'],
    })
    expect(searchOf({ tag: 'nas' }, [])).toEqual({ tags: ['nas'], words: [] })
    expect(searchOf({ q: 'Küche #nas' }, [])).toEqual({ words: ['kuche', '#nas'] })
  })

  test('by nobody who is alerted takes checks without a channel that there is', () => {
    const { channels } = listQuery({ channel: 'none' }, ['phone'])
    expect([[], ['gone'], ['phone'], ['gone', 'phone']].map(names => channels?.(names))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

test.each([
  ['1', 1],
  ['2', 2],
  [7, 7],
  ['0', 1],
  ['-1', 1],
  ['1.5', 1],
  ['x', 1],
  ['', 1],
  [undefined, 1],
  ['Infinity', 1],
])('the page %j of a list is its page %d', (page, number) => {
  expect(pageOf({ page })).toBe(number)
})

test.each([
  [{}, '/checks'],
  [{ page: 1 }, '/checks'],
  [{ page: 2 }, '/checks?page=2'],
  [
    { sort: 'name', q: 'back up', channel: 'none', tag: 'nas', status: 'down', page: 3 } as const,
    '/checks?status=down&tag=nas&channel=none&q=back+up&sort=name&page=3',
  ],
  [{ tag: 'a&b', status: undefined }, '/checks?tag=a%26b'],
])('the address of the list by %j is %s', (filter, address) => {
  expect(linkOf('/checks', filter)).toBe(address)
})
