import { expect, it } from 'vitest'
import { added, changedLines } from '../../../src/domain/appliance/changed-lines'
import type { IniValue } from '../../../src/domain/watch/plan-text'

const open = (value: string): IniValue => ({ key: 'k', value })
const secret = (value: string): IniValue => ({ key: 'k', value, isSecret: true })

it.each([
  [open('a'), '    k = a'],
  [open('a\r\nb\tc'), '    k = a b c'],
  [secret('a'), '    k = (a secret)'],
])('a new value %j is shown as %s', (value, line) => {
  expect(added(value)).toBe(line)
})

it.each<[IniValue[], IniValue[], string[]]>([
  [[], [], []],
  [[open('a')], [open('a')], []],
  [[open('a')], [open('b')], ['    k: a -> b']],
  [[open('a\nb')], [open('a\n\nc')], ['    k: a b -> a c']],
  [[], [open('b')], ['    k: (as usual) -> b']],
  [[open('a')], [], ['    k: a -> (as usual)']],
  [[secret('a')], [secret('a')], []],
  [[secret('a')], [secret('b')], ['    k: another secret']],
  [[], [secret('b')], ['    k: (a secret) is added']],
  [[secret('a')], [], ['    k: (a secret) is removed']],
  [[secret('a')], [open('b')], ['    k: another secret']],
  [[open('a')], [secret('b')], ['    k: another secret']],
  [
    [{ key: 'x', value: '1' }, open('a')],
    [{ key: 'y', value: '2' }, open('b')],
    ['    x: 1 -> (as usual)', '    k: a -> b', '    y: (as usual) -> 2'],
  ],
])('%j changed to %j is shown as %j', (before, after, lines) => {
  expect(changedLines(before, after)).toStrictEqual(lines)
})
