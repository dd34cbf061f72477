import { expect, it } from 'vitest'
import { acknowledgerName, askedAcknowledgement, UNNAMED } from '../../../src/domain/watch/acknowledgement'

const fault = (key: string, reason: string) => ({ faults: [{ key, reason }] })
const NAME = 'has to be a name of at most 100 characters'

it.each<[unknown, ReturnType<typeof askedAcknowledgement>]>([
  [{}, {}],
  [{ by: null }, { by: null }],
  [{ by: 'Anna' }, { by: 'Anna' }],
  [{ by: ' Anna ' }, { by: 'Anna' }],
  [{ by: 'x'.repeat(100) }, { by: 'x'.repeat(100) }],
  [{ by: 'x'.repeat(101) }, fault('by', NAME)],
  [{ by: '😀'.repeat(100) }, { by: '😀'.repeat(100) }],
  [{ by: '' }, fault('by', NAME)],
  [{ by: '  ' }, fault('by', NAME)],
  [{ by: 'An\nna' }, fault('by', NAME)],
  [{ by: 7 }, fault('by', NAME)],
  [{ by: 'Anna', at: 1 }, fault('at', 'is not known here; there is by')],
  [null, fault('', 'the body has to be a JSON object')],
  [[], fault('', 'the body has to be a JSON object')],
])('a program that sends %j', (body, answer) => {
  expect(askedAcknowledgement(body)).toStrictEqual(answer)
})

it('an acknowledger has a name, or is the owner or the API', () => {
  expect(['Anna', UNNAMED.page, UNNAMED.api].map(acknowledgerName)).toStrictEqual([
    'Anna',
    'the owner',
    'the API',
  ])
})
