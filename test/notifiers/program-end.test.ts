import { expect, test } from 'vitest'
import { isRefused, oneLine } from '../../src/notifiers/program-end'

test('a word of a command is one line without controls', () => {
  expect(oneLine('a\r\n\0b\u2028c\u2029d\u0085e  f')).toBe('a b c d e  f')
})

test('a program that was not started has a reason', () => {
  expect(isRefused({ kind: 'missing', reason: 'x' })).toBe(true)
  expect(isRefused({ kind: 'killed', signal: 'SIGKILL', stdout: '', stderr: '' })).toBe(false)
})
