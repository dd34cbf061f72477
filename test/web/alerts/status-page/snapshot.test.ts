import { expect, test } from 'vitest'
import { overallOf, type ShownStatus } from '../../../../src/web/alerts/status-page/snapshot'

test.each<[readonly ShownStatus[], number, string, string, string]>([
  [['up'], 0, 'up', 'ok', 'The check is up'],
  [['up', 'up', 'paused'], 0, 'up', 'ok', 'All 2 checks are up'],
  [['up', 'late', 'late'], 0, 'late', 'warn', 'No check is down; 2 of 3 late'],
  [['down', 'up', 'late'], 0, 'down', 'bad', '1 of 3 down'],
  [['down', 'blind', 'new', 'unknown', 'paused'], 0, 'down', 'bad', '1 of 4 down; 3 not known'],
  [['down', 'up'], 5, 'down', 'bad', '1 of 2 down'],
  [['blind', 'up'], 0, 'unknown', 'warn', '1 of 2 not known'],
  [['new', 'up'], 0, 'unknown', 'warn', '1 of 2 not known'],
  [['unknown', 'up'], 0, 'unknown', 'warn', '1 of 2 not known'],
  [['up', 'up'], 3, 'unknown', 'warn', '3 of 5 not known'],
  [['late', 'up'], 3, 'unknown', 'warn', '3 of 5 not known'],
  [[], 0, 'unknown', 'unknown', 'Nothing is watched here at present'],
  [['paused'], 0, 'unknown', 'unknown', 'Nothing is watched here at present'],
])('checks that are %j, with %d more, are told as %s', (statuses, more, status, tone, words) => {
  expect(overallOf(statuses, more)).toEqual({ status, tone, words })
})
