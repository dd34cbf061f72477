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

it('the tests nearest to a source are those that share the most words with its path', () => {
  const tests = [
    'test/io/mail/imap.test.ts',
    'test/config/ini/ini-edit.test.ts',
    'test/config/ini/ini-text.test.ts',
  ]
  expect(nearestFirst('src/config/ini/ini-text.ts', tests)).toEqual([...tests].reverse())
})
