import { describe, expect, test } from 'vitest'
import {
  aboutOf,
  secretOf,
  statusPageFaults,
  statusPath,
  tagsOf,
  titleOf,
} from '../../../src/domain/alerts/status-page'
import { overallOf } from '../../../src/web/alerts/status-page/snapshot'

const SECRET = 'abcdefgh-1234_5678'
const page = (settings: Record<string, string>) => ({
  name: 'family',
  settings: { tags: 'house', ...settings },
})

describe('the address of a status page', () => {
  test.each([
    ['a secret', { secret: SECRET }, `/status/family/${SECRET}`],
    ['no secret where it is public', { public: 'on' }, '/status/family'],
  ])('has %s', (_name, settings, path) => {
    expect(statusPageFaults(page(settings))).toEqual([])
    expect(statusPath(page(settings))).toBe(path)
  })

  test.each([
    ['neither a secret nor the word public', {}, 'secret', /^is empty; enter 16 to 100 letters and digits/],
    ['both of them', { secret: SECRET, public: 'on' }, 'public', /^stands beside a secret/],
    ['a short secret', { secret: 'short' }, 'secret', /^has to have 16 to 100 letters/],
    ['a secret with a slash', { secret: `${SECRET}/x` }, 'secret', /^has to have 16 to 100 letters/],
    ['no tags', { tags: '', secret: SECRET }, 'tags', /^is empty/],
    ['a frame with a path', { secret: SECRET, embed: 'https://example.org/page' }, 'embed', /without a path/],
    [
      'a frame that ends the header',
      { secret: SECRET, embed: 'https://a.example;script-src *' },
      'embed',
      /addresses such as/,
    ],
    ['an unknown key', { secret: SECRET, tagz: 'x' }, 'tagz', /did you mean tags/],
  ])('with %s is a fault', (_name, settings, key, reason) => {
    const [fault, ...others] = statusPageFaults(page(settings))
    expect(others).toEqual([])
    expect(fault?.key).toBe(key)
    expect(fault?.reason).toMatch(reason)
    expect(fault?.reason).not.toContain(SECRET)
  })
})

test('its title is its name where it has none, its tags are words, and a star stands for all checks', () => {
  expect(titleOf(page({}))).toBe('family')
  expect(tagsOf(page({ tags: 'house, garden  nas' }))).toEqual(['house', 'garden', 'nas'])
  expect(tagsOf(page({ tags: '*' }))).toBeUndefined()
  expect(secretOf(page({ secret: SECRET }))).toBe(SECRET)
})

test.each([
  [['up', 'up'], 0, 'ok', 'All 2 checks are up'],
  [['up'], 0, 'ok', 'The check is up'],
  [['up', 'paused'], 0, 'ok', 'The check is up'],
  [['up', 'late'], 0, 'warn', 'No check is down; 1 of 2 late'],
  [['down', 'up', 'blind'], 0, 'bad', '1 of 3 down; 1 not known'],
  [['up', 'new'], 0, 'warn', '1 of 2 not known'],
  [['up', 'unknown', 'blind'], 0, 'warn', '2 of 3 not known'],
  [['up', 'up'], 5, 'warn', '5 of 7 not known'],
  [['paused'], 0, 'unknown', 'Nothing is watched here at present'],
  [[], 0, 'unknown', 'Nothing is watched here at present'],
] as const)('%j and %d more are %s: %s', (statuses, more, tone, words) => {
  expect(overallOf(statuses, more)).toMatchObject({ tone, words })
})

test('a sentence about it is empty where it has none', () => {
  expect([aboutOf(page({})), aboutOf(page({ about: 'Our house' }))]).toStrictEqual(['', 'Our house'])
})

test.each([
  ['https://a.example', true],
  ['http://*.a-b.example.org:8080', true],
  ['https://pi', true],
  ['https://192.168.1.5:80', true],
  ['ftp://a.example', false],
  ['a.example', false],
  ['https://', false],
  ['https://a.example/', false],
  ['https://a..example', false],
  ['https://**.example', false],
  ['https://a.example:', false],
  ['https://a.example:123456', false],
])('%s may be a place that shows it in a frame: %s', (embed, may) => {
  const faults = statusPageFaults(page({ secret: SECRET, embed }))
  expect(faults.map(({ key }) => key)).toStrictEqual(may ? [] : ['embed'])
})

test('a secret of 16 to 100 letters is one', () => {
  const lengths = [15, 16, 100, 101].filter(
    n => statusPageFaults(page({ secret: 'x'.repeat(n) })).length === 0,
  )
  expect(lengths).toStrictEqual([16, 100])
})
