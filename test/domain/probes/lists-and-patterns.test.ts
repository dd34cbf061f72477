/** Patterns of files, numbers of files, and lists of subjects. */
import { expect, test } from 'vitest'
import { filePatternProblem, parseCount, parseFilePattern } from '../../../src/domain/probes/file-pattern'
import { listOf, plainListOf, plainListText } from '../../../src/domain/probes/subject-list'

test.each([
  ['/srv/photos/*.jpg', '/srv/photos', false],
  ['/srv/photos', '/srv/photos', false],
  ['/srv/photos//', '/srv/photos', false],
  ['/', '/', false],
  ['/*.log', '/', false],
  ['/srv/**', '/srv', true],
  ['/srv/**/*.jpg', '/srv', true],
  ['/**', '/', true],
  ['/srv/a?', '/srv', false],
])('%s is in %s, with what is below: %s', (text, folder, deep) => {
  expect(parseFilePattern(text)).toMatchObject({ folder, deep })
  expect(filePatternProblem(text)).toBeUndefined()
})

test.each([
  ['srv/*.jpg', 'has to be a whole path, such as /srv/photos/*.jpg'],
  ['', 'has to be a whole path, such as /srv/photos/*.jpg'],
  ['/srv/*/a.jpg', 'may have * and ? in its last part only, and ** alone before that: /srv/photos/**/*.jpg'],
  ['/srv/**/**/a*', 'may have * and ? in its last part only, and ** alone before that: /srv/photos/**/*.jpg'],
])('%j is no pattern: it %s', (text, problem) => {
  expect([parseFilePattern(text), filePatternProblem(text)]).toEqual([undefined, problem])
})

test.each([
  ['/a/*.jpg', ['x.jpg', 'x.y.jpg'], ['.jpg', '.x.jpg', 'x.jpeg', 'xjpg', 'x.jpg2']],
  ['/a', ['x', 'x y', 'x\ny'], ['.x']],
  ['/a/.*', ['.x'], ['x']],
  ['/a/x?', ['x1', 'x.'], ['x', 'x12', 'ax1']],
  ['/a/?', ['x'], ['.', '']],
  ['/a/[x]*(1)+{2}^$|', [], ['x']],
  ['/a/(1)*', ['(1)', '(1)x'], ['1']],
])('the name of %s fits %j and not %j', (text, fits, fitsNot) => {
  const name = parseFilePattern(text)?.name ?? /no pattern/
  expect([...fits, ...fitsNot].filter(file => name.test(file))).toEqual(fits)
})

test('many stars in a row cost as little as one', () => {
  expect(parseFilePattern('/a/x***y**')).toEqual(parseFilePattern('/a/x*y*'))
})

test.each([
  ['3', { least: 3, most: Number.POSITIVE_INFINITY }],
  [' 1-100 ', { least: 1, most: 100 }],
  ['0-0', { least: 0, most: 0 }],
  ['12-345', { least: 12, most: 345 }],
  ['5-4', undefined],
  ['1-', undefined],
  ['-1', undefined],
  ['12345678', undefined],
  ['a1', undefined],
  ['1a', undefined],
  ['', undefined],
])('the number %j is %j', (text, range) => {
  expect(parseCount(text)).toEqual(range)
})

test.each([
  ['A | B', ['A', 'B']],
  ['A|B', ['A|B']],
  ['A |B', ['A |B']],
  [' | A |  | ', ['A']],
  ['one, two | three', ['one, two', 'three']],
  ['a \\| b', ['a \\| b']],
])('the subjects of %j are %j', (text, subjects) => {
  expect(listOf(text)).toEqual(subjects)
})

test.each([
  [['A', 'B'], 'A | B'],
  [['a | b', 'c|d'], 'a \\| b | c|d'],
  [['| a |'], '\\| a \\|'],
])('the plain subjects %j are written as %j, and read back', (subjects, text) => {
  expect(plainListText(subjects)).toBe(text)
  expect(plainListOf(text)).toEqual(subjects)
})
