/** Tables on the terminal. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTable, printTable } from '../../../src/bin/commands/table'

let printed: string[] = []
beforeEach(() => {
  printed = []
  vi.spyOn(console, 'log').mockImplementation(line => void printed.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('columns are as wide as their longest cell, and lines end without blanks', () => {
  printTable([
    ['NAME', 'KIND', 'MADE'],
    ['a', 'reads', ''],
    ['longer', '', 'now'],
  ])
  expect(printed).toEqual(['NAME    KIND   MADE', 'a       reads', 'longer         now'])
})

test('a head alone is a line, and no rows are none', () => {
  printTable([['NAME', 'KIND']])
  printTable([])
  expect(printed).toEqual(['NAME  KIND', ''])
})

test('what a terminal would obey is shown, and as wide as it is shown', () => {
  printTable([
    ['N', 'X'],
    ['\u001b', 'x'],
  ])
  expect(printed).toEqual(['N       X', '\\u001b  x'])
})

test('of a long table the first thousand lines are held back, and later ones widen the columns', () => {
  const table = openTable(['N', 'X'])
  table.add(Array.from({ length: 998 }, () => ['a', 'x']))
  expect(printed).toEqual([])
  table.add([['bb', 'x']])
  expect(printed).toHaveLength(1_000)
  expect([printed[0], printed.at(-1)]).toEqual(['N   X', 'bb  x'])
  table.add([['cccc', 'x']])
  expect(printed).toHaveLength(1_000)
  table.end()
  expect(printed.slice(1_000)).toEqual(['cccc  x'])
  table.end()
  expect(printed).toHaveLength(1_001)
})
