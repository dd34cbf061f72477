import { expect, test } from 'vitest'
import { powerFacts } from '../../../src/domain/appliance/system-facts'

// The example of raspberrypi.com: 0x50000 is under-voltage and throttling that have occurred.
test.each([
  [0, [], []],
  [0x50000, [], ['under-voltage', 'throttled']],
  [0x50005, ['under-voltage', 'throttled'], ['under-voltage', 'throttled']],
  [0xe0008, ['soft temperature limit'], ['frequency capped', 'throttled', 'soft temperature limit']],
])('%d says what is, and what was since the start', (word, now, sinceStart) => {
  expect(powerFacts(word)).toEqual({ now, sinceStart })
})
