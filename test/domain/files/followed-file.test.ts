import { expect, test } from 'vitest'
import { fileFaultText } from '../../../src/domain/files/followed-file'

test('the fault of a file begins with its path, and names the place in it where there is one', () => {
  const path = '/etc/intvlm8r/a.json'
  expect(fileFaultText({ path, where: '[2].times[0]', entry: 'nightly', reason: 'is no time of day' })).toBe(
    '/etc/intvlm8r/a.json: [2].times[0] is no time of day',
  )
  expect(fileFaultText({ path, where: '', reason: 'is no JSON' })).toBe('/etc/intvlm8r/a.json is no JSON')
})
