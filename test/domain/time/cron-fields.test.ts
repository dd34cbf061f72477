import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { cronFields } from '../../../src/domain/time/cron-fields'
import { debianJob } from '../../support/debian-cron'

const isCron = (expression: string) => !('problem' in cronFields(expression))

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
  '*/60 * * * *',
  '0 */24 * * *',
  '0 0 * * 5L',
  '0 0 * * friL',
  '0 0 LW * *',
  '0 0 L,15 * *',
  '0 0 * * sat-sun',
  '0 0 * * 1-5#2,sunL',
  '0 0 * * fri#L',
  '0 0 1-7 * +mon',
  '0 0 */100,1-7 * mon',
  '007 0 * * *',
  ' 0  0 * *\t* ',
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
  '0 0 32W * *',
  '0 0 0W * *',
  '0 0 1-5W * *',
  '0 0 L-3 * *',
  '0 0 * * L',
  '0 0 * * mon#0',
  '0 0 * * mon#',
  '0 0 * * *#3',
  '0 0 * * *L',
  '0 0 * * sat-mon',
  '0 0 * janL *',
  '0 +5 * * *',
  '* * * * * 0 0',
  'constructor',
  '__proto__',
])('%s is none', expression => expect(isCron(expression)).toBe(false))

describe('a cron expression that is none', () => {
  const form =
    'is not a cron expression of five fields such as 30 2 * * 1-5 (minute, hour, day, month, weekday)'

  it.each([
    ['sometimes', form],
    ['@reboot', form],
    ['0 25 * * *', '"25" is not an hour from 0 to 23, nor a range or a step of them'],
    ['0 0 * * mon#6', '"mon#6" is not a weekday from 0 to 7, nor a range or a step of them'],
    ['5/15 * * * *', '"5/15" has a step without a range; write 5-59/15'],
    [
      '*/90 * * * *',
      '"*/90" has a step that is longer than the 60 values it goes through; for such a distance give a period',
    ],
  ])('gets a sentence about the reason: %s', (expression, problem) => {
    expect(cronFields(expression)).toEqual({ problem })
  })
})

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

test('what is taken here Debian takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), field, (place, text) => {
      const fields = ['*', '*', '*', '*', '*']
      fields[place] = text
      const expression = fields.join(' ')
      fc.pre(isCron(expression))
      expect(debianJob(expression)).toBeDefined()
    }),
    { numRuns: 3_000 },
  )
})

test('what Debian takes is taken here, but for ranges that run backwards and steps that are too long', () => {
  const sizes = [60, 24, 31, 12, 8]
  const isOdd = (text: string, size: number) =>
    /[^,]-/.test(text) || [...text.matchAll(/\/(\d+)/g)].some(([, step]) => Number(step) > size)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), field, (place, text) => {
      const fields = ['*', '*', '*', '*', '*']
      fields[place] = text
      const expression = fields.join(' ')
      fc.pre(!isOdd(text, sizes[place] ?? 0) && debianJob(expression) !== undefined)
      expect(isCron(expression), expression).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})
