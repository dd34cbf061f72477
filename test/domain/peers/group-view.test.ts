import { expect, test } from 'vitest'
import {
  dutyWords,
  type GroupFacts,
  groupMetrics,
  groupSentences,
  groupView,
} from '../../../src/domain/peers/group-view'

const SELF = '0123456789ab'
const figures = (given: Partial<GroupFacts>) =>
  Object.fromEntries(
    groupMetrics(
      groupView({
        self: SELF,
        rank: 1,
        takeover: 120_000,
        state: 'on duty',
        duty: { term: 3, holder: SELF, rank: 1 },
        members: [],
        unheard: 0,
        channels: { used: [], known: [] },
        ...given,
      }),
    ).map(({ name, samples }) => [name, [...samples].map(({ value }) => value)]),
  )

test('the duty counts as this watch’s only while it tells: not without a worker, nor while it is cut off', () => {
  expect(figures({}).intvlm8r_group_duty).toEqual([1])
  expect(figures({ state: 'catching up' }).intvlm8r_group_duty).toEqual([0])
  expect(figures({ state: 'cut off' }).intvlm8r_group_duty).toEqual([0])
  expect(figures({ state: 'standing by' }).intvlm8r_group_duty).toEqual([0])
})

test('the checks that only a silent member gets the signals of are counted', () => {
  expect(figures({ unheard: 3 }).intvlm8r_group_unheard_checks).toEqual([3])
})

test('a member is up while it answers, and not before it has ever answered', () => {
  const member = { isAble: true, sameFor: 0 }
  const members = [
    { ...member, name: 'attic', silentFor: 59_999 },
    { ...member, name: 'barn', silentFor: 60_000 },
    { ...member, name: 'cellar' },
  ]
  expect(figures({ members }).intvlm8r_group_member_up).toEqual([1, 0, 0])
})

const FACTS: GroupFacts = {
  self: SELF,
  rank: 1,
  takeover: 120_000,
  state: 'standing by',
  duty: { term: 3, holder: 'b', rank: 2 },
  members: [
    { name: 'barn', id: 'b', rank: 2, isAble: true, sameFor: 5, silentFor: 0, lag: 1_500 },
    { name: 'cellar', isAble: false, sameFor: 0 },
  ],
  unheard: 0,
  channels: { used: ['mail'], known: ['mail', 'phone'] },
}

test('a group is shown with who has the duty, and which members answer', () => {
  const { self: _self, channels: _channels, ...facts } = FACTS
  const [barn, cellar] = FACTS.members
  expect(groupView(FACTS)).toEqual({
    ...facts,
    duty: 'barn',
    term: 3,
    members: [
      { ...barn, answers: true },
      { ...cellar, answers: false },
    ],
    troubles: [],
  })
})

test.each([
  [undefined, undefined, 0, 'nobody has the duty yet'],
  [{ term: 4, holder: SELF, rank: 1 }, 'this', 4, 'this watch has the duty'],
  [{ term: 5, holder: 'b', rank: 2 }, 'barn', 5, 'barn has the duty'],
  [{ term: 6, holder: 'gone', rank: 2 }, undefined, 6, 'nobody has the duty yet'],
])('with the duty %j, %s has it', (duty, holder, term, words) => {
  const view = groupView({ ...FACTS, duty })
  expect([view.duty, view.term, dutyWords(view)]).toEqual([holder, term, words])
})

test('channels that are missing here, and a rank that two have, are troubles', () => {
  const members = [
    { name: 'barn', rank: 1, isAble: true, sameFor: 0 },
    { name: 'cellar', rank: 1, isAble: true, sameFor: 0 },
    { name: 'dock', rank: 2, isAble: true, sameFor: 0 },
  ]
  const { troubles } = groupView({ ...FACTS, members, channels: { used: ['pager', 'mail'], known: [] } })
  const missing = (name: string) =>
    `there is no channel ${name} here, by which checks of the group alert: add it, with the same service as on the other members`
  expect(troubles).toEqual([
    missing('mail'),
    missing('pager'),
    'barn and cellar have the rank 1, too: give each member one of its own',
  ])
})

test('the troubles of a group are sentences for notices', () => {
  const sentences = (given: Partial<GroupFacts>) => groupSentences(groupView({ ...FACTS, ...given }))
  expect(sentences({})).toEqual([])
  expect(sentences({ state: 'cut off' })).toEqual([
    'This watch has no network, and reaches no other member: it holds what it has to tell.',
  ])
  expect(sentences({ unheard: 1 })).toEqual([
    '1 check is unheard: only a member that does not answer gets its signals.',
  ])
  expect(sentences({ unheard: 2, channels: { used: ['x'], known: [] } })).toEqual([
    '2 checks are unheard: only members that do not answer get their signals.',
    'In the group, there is no channel x here, by which checks of the group alert: add it, with the same service as on the other members.',
  ])
})

test('the metrics of a group have a sample for each member of which the figure is known', () => {
  expect(groupMetrics(groupView(FACTS)).map(({ name, type, samples }) => [name, type, samples])).toEqual([
    ['intvlm8r_group_duty', 'gauge', [{ value: 0 }]],
    ['intvlm8r_group_state', 'gauge', [{ labels: { state: 'standing by' }, value: 1 }]],
    ['intvlm8r_group_unheard_checks', 'gauge', [{ value: 0 }]],
    [
      'intvlm8r_group_member_up',
      'gauge',
      [
        { labels: { peer: 'barn' }, value: 1 },
        { labels: { peer: 'cellar' }, value: 0 },
      ],
    ],
    ['intvlm8r_group_lag_seconds', 'gauge', [{ labels: { peer: 'barn' }, value: 1.5 }]],
  ])
})
