import { expect, it } from 'vitest'
import { nearestFirst, quickestFirst, subjectOf } from './nearest'

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

it('the own tests of the files with faults are first, and then those that are short', () => {
  const sizes: Readonly<Record<string, number>> = {
    'test/io/net/proxy.test.ts': 9,
    'test/io/peers/told.test.ts': 8,
    'test/io/net/reach.test.ts': 3,
    'test/io/watch/keep-past.test.ts': 7,
    'test/io/mail/imap.test.ts': 3,
  }
  const sources = ['src/io/watch/keep-past.lua', 'src/io/net/proxy.ts', 'src/io/peers/tell.lua']
  expect(quickestFirst(Object.keys(sizes), sources, test => sizes[test] ?? 0)).toEqual([
    'test/io/watch/keep-past.test.ts',
    'test/io/net/proxy.test.ts',
    'test/io/mail/imap.test.ts',
    'test/io/net/reach.test.ts',
    'test/io/peers/told.test.ts',
  ])
})
