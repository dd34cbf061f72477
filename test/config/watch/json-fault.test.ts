import { expect, test } from 'vitest'
import { lineOfFault } from '../../../src/config/watch/json-fault'

function lineIn(text: string): number | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return lineOfFault(text, error as Error)
  }
}

const LONG = '{"sender": "a", "event": "b", "cron": "0 4 * * *"}'

test.each([
  ['', 1],
  ['x', 1],
  ['[\n,\n\n]', 2],
  ['[1,\n2,\nx]', 3],
  ['[1,\n2,\nx\n\n\n\n]', 3],
  ['[\n1 2\n\n\n]', 2],
  ['[\n01\n]', 2],
  ['{\n "a": 1\n "b": 2\n}', 3],
  ['{\n\n "a": tru\n}\n\n', 3],
  ['{\n "a: 1\n}', 2],
  ['[1]\n\nx\n', 3],
  [`[\n${`${LONG},\n`.repeat(20)}{"sender": nix},\n${`${LONG},\n`.repeat(20)}${LONG}]`, 22],
  ['[\n1,\n', 3],
  ['{', 1],
])('%j stops being JSON in line %i', (text, line) => {
  expect(lineIn(text)).toBe(line)
})
