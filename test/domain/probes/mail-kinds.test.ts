import { expect, test } from 'vitest'
import { probeFaults } from '../../../src/domain/probes/probe'

const faultsOf = (kind: string, settings: Record<string, string>, target = 'home') =>
  probeFaults({ kind, target, every: 24 * 3_600_000, settings }, 'page').map(
    ({ key, reason }) => `${key} ${reason}`,
  )

const SPAN = 'has to be a span of time such as 2m or 10m'
const RANGE = 'patience has to be from 1 s to 30 minutes'

test.each([
  [{}, []],
  [{ patience: '1s' }, []],
  [{ patience: '0s' }, [RANGE]],
  [{ patience: '30m' }, []],
  [{ patience: '30m1s' }, [RANGE]],
  [{ patience: 'soon' }, [`patience ${SPAN}`]],
  [{ slow: '0s', folder: 'Spam' }, []],
  [{ slow: 'soon' }, [`slow ${SPAN}`]],
])('a mail loop with %j has the faults %j', (settings, faults) => {
  expect(faultsOf('mail-loop', settings)).toEqual(faults)
})

const INBOX = { subjects: 'Great', checktime: '07:00' }
test.each([
  [INBOX, []],
  [{ ...INBOX, subjects: '' }, /^subjects is empty\. /],
  [{ ...INBOX, checktime: '' }, /^checktime is empty\. /],
  [{ ...INBOX, checktime: '7' }, ['checktime has to be a time of day such as 03:00']],
  [{ ...INBOX, deliverytime: '24:00' }, ['deliverytime has to be a time of day such as 03:00']],
  [{ ...INBOX, deliveryzone: 'Nowhere' }, /^deliveryzone /],
  [{ ...INBOX, timezone: 'Nowhere' }, /^timezone /],
  [{ ...INBOX, weekdays: 'x' }, /^weekdays /],
  [{ ...INBOX, match: 'like' }, ['match has to be one of exact, contains, pattern']],
  [{ ...INBOX, match: 'contains', ignorecase: 'on' }, []],
  [{ ...INBOX, ignorecase: 'yes' }, ['ignorecase has to be one of off, on']],
  [{ ...INBOX, subjects: '(' }, []],
  [
    { ...INBOX, subjects: 'a | ( | b', match: 'pattern' },
    ['subjects is no regular expression (Unterminated group)'],
  ],
  [{ ...INBOX, subjects: 'a | b', match: 'pattern' }, []],
  [{ ...INBOX, senders: '@example.org', folder: 'All', deliveryzone: 'UTC' }, []],
])('an expected mail with %j has the faults %j', (settings, faults) => {
  const found = faultsOf('inbox', settings)
  if (faults instanceof RegExp) expect(found).toEqual([expect.stringMatching(faults)])
  else expect(found).toEqual(faults)
})

test.each([
  ['home', []],
  ['Home', []],
  ['my home', ['probe is no name of a mail account, such as home']],
  ['', ['probe mail-loop has no target. The name of a mail account, such as home.']],
])('the account %j has the faults %j', (target, faults) => {
  expect(faultsOf('mail-loop', {}, target)).toEqual(faults)
})
