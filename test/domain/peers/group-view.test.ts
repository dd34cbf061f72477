import { expect, test } from 'vitest'
import { type GroupFacts, groupMetrics, groupView } from '../../../src/domain/peers/group-view'

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
