import { expect, it } from 'vitest'
import {
  jsonConditionProblem,
  judgeJson,
  parseJsonCondition,
} from '../../../src/domain/probes/json-condition'

const DOCUMENT = {
  status: 'ok',
  count: 12,
  text: '12',
  off: false,
  nothing: null,
  list: [{ free: 5 }, { free: 20 }],
  'odd name': { 'a"b': 1 },
  at: '2026-11-20',
  pair: [1, 2],
}

function holds(text: string): boolean | undefined {
  const condition = parseJsonCondition(text)
  return condition && judgeJson(condition, DOCUMENT).holds
}

it.each([
  '$',
  '$.status',
  '$.status = ok',
  '$.status="ok"',
  '$.status != bad',
  '$.count = 12',
  '$.text = 12',
  '$.count >= 12',
  '$.text < 13',
  '$.list[0].free = 5',
  '$.list[-1].free > 19.5',
  '$["odd name"]["a\\"b"] = 1',
  '$.off = false',
  '$.nothing = null',
  '$.at > 2026-11-19',
  '$.pair = [1, 2]',
  '$.list.length == 2',
])('%s holds', text => {
  expect(holds(text)).toBe(true)
})

it.each([
  '$.status = OK',
  '$.off',
  '$.nothing',
  '$.missing',
  '$.missing != 1',
  '$.missing.deeper = 1',
  '$.list[2].free > 0',
  '$.status > 1',
  '$.nothing < 1',
  '$.constructor',
  '$.count != 12',
])('%s does not hold', text => {
  expect(holds(text)).toBe(false)
})

it.each(['', 'status', '$..a', '$.a[', '$.a[x]', '$.a =', '$.a == ', '$.a ok', '$[a]'])(
  '%j is refused',
  text => {
    expect(jsonConditionProblem(text)).toBe(
      'has to be a path, perhaps with a comparison, such as $.status = ok or $.disks[0].free > 10',
    )
  },
)
