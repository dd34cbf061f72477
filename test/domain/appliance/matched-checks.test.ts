import { expect, it } from 'vitest'
import { matched, type WantedCheck } from '../../../src/domain/appliance/matched-checks'
import { planOf } from '../../../src/domain/watch/check-plan'
import { checkOf, NEW } from '../../support/check-states'

const watched = (words: string) => {
  const [id = '', slug = '', name = ''] = words.split(' ')
  return { check: { ...checkOf({ slug, name }), id }, state: NEW, version: '1' }
}
const wanted = (words: string): WantedCheck => {
  const [id = '', slug = '', name = ''] = words.split(' ')
  return { ...(id !== '-' && { id }), plan: planOf({ slug, name }) }
}

/** Each of them: `id slug name`, `-` where it has no id. */
it.each<[string, string[], string[], string[], string[], string[]]>([
  ['by its id before slug and name', ['1 b B'], ['2 b B', '1 a A'], [], ['1'], ['2']],
  ['by its slug before its name', ['- b B'], ['1 a B', '2 b A'], [], ['2'], ['1']],
  ['by its name where nothing else is the same', ['9 x B'], ['1 a A', '2 b B'], [], ['2'], ['1']],
  ['with none', ['9 x X'], ['1 a A'], [], ['none'], ['1']],
  ['of this watch by name before another by slug', ['- b B'], ['1 a B'], ['2 b A'], ['1'], ['2']],
  ['of another member by id before this watch by slug', ['2 b B'], ['1 b B'], ['2 a A'], ['2'], ['1']],
  ['of another member by slug', ['- b B'], ['1 a A'], ['2 b A', '3 c B'], ['2'], ['1', '3']],
  ['of another member by name', ['- b B'], [], ['2 a A', '3 c B'], ['3'], ['2']],
  ['each once, the first that wants it', ['- b B', '- b C'], ['1 b X', '2 z C'], [], ['1', '2'], []],
  ['the first of two with one slug', ['- b B'], ['1 b X', '2 b Y'], [], ['1'], ['2']],
  ['an id goes before the order of the file', ['- a A', '1 b B'], ['1 a A'], [], ['none', '1'], []],
])('a wanted check is matched %s', (_how, file, own, copies, pairs, free) => {
  const all = file.map(wanted)
  const found = matched(all, own.map(watched), copies.map(watched))
  expect(all.map(one => found.pairs.get(one)?.check.id ?? 'none')).toStrictEqual(pairs)
  expect([...found.free].map(({ check }) => check.id)).toStrictEqual(free)
})

it('looks at each check a few times, however many there are', () => {
  let looks = 0
  const many = Array.from({ length: 1_000 }, (_, n) => {
    const { check, ...rest } = watched(`${n} slug-${n} Name${n}`)
    const counted = {
      ...check,
      get slug() {
        looks++
        return `slug-${n}`
      },
    }
    return { check: counted, ...rest }
  })
  const { pairs } = matched(
    many.map((_one, n) => wanted(`- other-${n} Name${n}`)),
    many,
    [],
  )
  expect(pairs.size).toBe(1_000)
  expect(looks).toBeLessThan(10_000)
})
