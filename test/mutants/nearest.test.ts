import { expect, it } from 'vitest'
import { nearestFirst, subjectOf } from './nearest'

it('a source and its own tests have one subject, as paths of the project and as absolute ones', () => {
  for (const path of [
    'src/config/ini/ini-text.ts',
    'test/config/ini/ini-text.test.ts',
    '/copy/project/test/config/ini/ini-text.test.ts',
  ])
    expect(subjectOf(path)).toBe('config/ini/ini-text')
  expect(subjectOf('/copy/project/test/config/ini/ini-file.test.ts')).toBe('config/ini/ini-file')
})

it('a fault that acts at import is tried with the tests nearest to its file first', () => {
  const tests = [
    'test/web/pages.test.ts',
    'test/domain/watch/check-list.test.ts',
    'test/domain/time/span.test.ts',
  ]
  expect(nearestFirst('src/domain/time/span-words.ts', tests)).toEqual([
    'test/domain/time/span.test.ts',
    'test/domain/watch/check-list.test.ts',
    'test/web/pages.test.ts',
  ])
})
