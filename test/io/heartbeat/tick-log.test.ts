import { expect, test } from 'vitest'
import { timerStateIn } from '../../../src/io/heartbeat/tick-log'

test.each([
  ['LoadState=loaded\nActiveState=active\nUnitFileState=enabled', 'active'],
  ['LoadState=loaded\nActiveState=active\nUnitFileState=disabled', 'disabled'],
  ['LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled', 'inactive'],
  ['LoadState=loaded\nActiveState=failed\nUnitFileState=enabled', 'failed'],
  ['LoadState=masked\nActiveState=inactive\nUnitFileState=masked', 'masked'],
  ['LoadState=not-found\nActiveState=inactive\nUnitFileState=', undefined],
  ['', undefined],
])('of %j, as systemctl shows it, the state of the timer is %s', (text, state) => {
  expect(timerStateIn(text)).toBe(state)
})
