import { expect, test } from 'vitest'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { channelWords, planFacts } from '../../../src/web/watch/plan-facts'
import { plan } from '../../support/watch'

const [MINUTE, HOUR] = [60_000, 3_600_000]
const factsOf = (given: Partial<CheckPlan> = {}, channels: readonly string[] | undefined = ['phone']) =>
  planFacts(plan('NAS', given) as never, channels)
/** The facts that an option adds to those of a check without any. */
const addedBy = (given: Partial<CheckPlan>) => {
  const usual = factsOf().map(fact => JSON.stringify(fact))
  return factsOf(given).filter(fact => !usual.includes(JSON.stringify(fact)))
}

test('a check without channels has a schedule, a grace, and nobody to alert', () => {
  expect(factsOf()).toEqual([
    ['Schedule', 'every 10m'],
    ['Grace', '2m'],
    ['Channels', 'none: nobody is alerted', false],
  ])
})

test('the channels are those that there are, and how they are alerted by', () => {
  expect(factsOf({ channels: ['phone', 'gone'] }).slice(2)).toEqual([
    ['Channels', 'phone, gone (there is no such channel)', true],
    ['Reminders', 'never: only when it changes'],
    ['Recovery', 'sends an alert'],
  ])
  expect(factsOf({ channels: ['phone'], reminders: '1h', recovery: false }).slice(2)).toEqual([
    ['Channels', 'phone', true],
    ['Reminders', 'every hour'],
    ['Recovery', 'sends none'],
  ])
})

test('a channel is not called missing while the channels are not known', () => {
  expect(channelWords('phone', ['phone'])).toBe('phone')
  expect(channelWords('phone', [])).toBe('phone (there is no such channel)')
  expect(channelWords('phone', undefined)).toBe('phone')
})

test.each<[Partial<CheckPlan>, ...(readonly [string, string, boolean?])[]]>([
  [{ slug: 'other', tags: ['a'], description: 'x', mailWordsIn: 'body', tooFrequentAlarm: true }],
  [{ schedule: { kind: 'cron', expression: '0 3 * * *', zone: '' } }, ['Schedule', 'cron 0 3 * * *']],
  [{ expect: 'start' }, ['Expected', 'the start of a run']],
  [{ early: 30 * MINUTE }, ['Early', 'counts up to 30m before its moment, if it is the nearest']],
  [{ early: 0 }],
  [{ awaited: true }, ['First', 'expected from the beginning']],
  [{ once: true }, ['How often', 'once']],
  [{ failuresBeforeAlert: 2 }, ['First alert', 'after 2 failures in a row']],
  [{ failuresBeforeAlert: 1 }],
  [{ passwordHash: '$scrypt$1' }, ['Password', 'kept']],
  [{ resume: 'manual' }, ['A pause', 'ends only by hand']],
  [{ methods: 'post' }, ['Only by', 'POST']],
  [{ shared: 'off' }, ['Group', 'not shared with the other members']],
  [{ shared: 'on' }],
  [{ mailOther: 'fail' }, ['Other mails', 'are failures']],
  [{ longestRun: 2 * HOUR }, ['Longest run', '2h', true]],
  [{ shortestGap: MINUTE }, ['Shortest gap', '1m', true]],
  [{ job: 'nas/backup' }, ['0MQ sender/event', 'nas/backup', true]],
  [
    { escalateTo: ['mail', 'none'], escalateAfter: HOUR },
    ['Escalate to', 'mail none', true],
    ['Escalate after', '1h', true],
  ],
  [{ quietHours: '22:00-07:00' }, ['Quiet hours', '22:00-07:00', true]],
  [{ digest: '07:00' }, ['Daily digest', '07:00', true]],
  [{ mailSubject: '/x/' }, ['Mails with this subject', '/x/', true]],
])('the options %j add their facts', (given, ...facts) => {
  expect(addedBy(given)).toEqual(facts)
})

test('a probe is told in place of schedule and grace', () => {
  const probe = { kind: 'tcp', target: 'nas:445', every: MINUTE, settings: { expect: 'SMB' } } as const
  expect(factsOf({ probe })).toEqual([
    ['It looks at', 'TCP port: nas:445', false],
    ['How often', 'every 1m', false],
    ['At most', '10 s a look', false],
    [expect.any(String), 'SMB', true],
    ['Blind', 'after 3m without an answer', false],
    ['Channels', 'none: nobody is alerted', false],
  ])
})
