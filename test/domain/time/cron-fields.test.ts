import { Cron } from 'croner'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCron } from '../../../src/domain/time/cron-fields'

test.each([
  '* * * * *',
  '30 2 * * 1-5',
  '*/15 8-18/2 1,15 jan-MAR Mon,wed',
  '0 30 2 * * 7',
  '0 0 L * *',
  '0 0 15W * *',
  '0 0 * * fri#2',
  '0 0 ? * 0',
  '@Daily',
])('%s is one', expression => expect(isCron(expression)).toBe(true))

test.each([
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * 32 * *',
  '* * * 13 *',
  '* * * foo *',
  '* * * * 8',
  '5-2 * * * *',
  '*/0 * * * *',
  '*/90 * * * *',
  '1/2 * * * *',
  '0 0 * * mon#6',
  '1-2-3 * * * *',
  '1/2/3 * * * *',
  '1,,2 * * * *',
  '* * * *',
  '* * * * * * *',
  '@reboot',
  'sometimes',
  '',
])('%s is none', expression => expect(isCron(expression)).toBe(false))

const value = fc.oneof(fc.integer({ min: 0, max: 65 }).map(String), fc.constantFrom('mon', 'Feb', 'x', ''))
const range = fc.oneof(
  fc.constant('*'),
  value,
  fc.tuple(value, value).map(ends => ends.join('-')),
)
const item = fc.oneof(
  range,
  fc.tuple(range, fc.integer({ min: 0, max: 70 })).map(parts => parts.join('/')),
)
const field = fc.array(item, { minLength: 1, maxLength: 2 }).map(items => items.join(','))

test('what is taken here the library takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), field, (place, text) => {
      const fields = ['*', '*', '*', '*', '*']
      fields[place] = text
      const expression = fields.join(' ')
      fc.pre(isCron(expression))
      expect(() => new Cron(expression, { paused: true, mode: '5-or-6-parts' })).not.toThrow()
    }),
    { numRuns: 3_000 },
  )
})
