import { describe, expect, it } from 'vitest'
import type { GroupBoard, OwnMark } from '../../../src/domain/peers/group-ports'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import type { CopiedState } from '../../../src/domain/watch/state'
import { createShowGroup } from '../../../src/operations/peers/show-group'
import { CHECK, channelOf } from '../../support/alert-memory'
import { PEER_KEY } from '../../support/peers'

const NOW = 100_000
const contactAt = (name: string, at: number) => ({
  out: { id: `id-${name}`, rank: 2, state: 'standing by', isAble: true, at, since: 0 } as const,
})
const checkOf = (check: Partial<Check>, by?: string): Watched => ({
  check: { ...CHECK, ...check },
  state: { ...newState(0), ...(by !== undefined && { copied: { by, own: 0 } as CopiedState }) },
  version: '1',
})

const show = (own: OwnMark | undefined, checks: readonly Watched[] = [], isGroup = true) =>
  showOf(own, () => checks, { isGroup })()

/** @param read returns the checks at each time that all are read */
const showOf = (
  own: OwnMark | undefined,
  read: () => readonly Watched[],
  { isGroup = true, machine = () => NOW }: { isGroup?: boolean; machine?: () => number } = {},
) =>
  createShowGroup({
    self: 'id-attic',
    settings: async () =>
      isGroup
        ? {
            ...{ rank: 1, takeover: 20_000 },
            members: ['barn', 'shed', 'unknown'].map(name => ({
              ...{ name, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true },
            })),
          }
        : undefined,
    board: {
      contacts: async () =>
        new Map([
          ['barn', contactAt('barn', NOW)],
          ['shed', contactAt('shed', NOW - 10_000)],
        ]),
      own: async () => own,
      duty: async () => ({ term: 4, holder: 'id-barn', rank: 2 }),
    } as unknown as GroupBoard,
    machine,
    checks: {
      scan: async function* () {
        for (const check of read()) yield [check]
      },
    },
    channels: { list: async () => [channelOf('hook')] },
  })

describe('the group on the page', () => {
  it('is none where there is none', async () => {
    expect(await show(undefined, [], false)).toBeUndefined()
  })

  it.each([
    [NOW - 14_999, 'on duty'],
    [NOW - 15_000, 'catching up'],
  ] as const)('has the state that its worker noted at %i: %s', async (at, state) => {
    expect(await show({ state: 'on duty', isAble: true, at })).toMatchObject({ state })
    expect(await show(undefined)).toMatchObject({ state: 'catching up' })
  })

  it('has its members, who has the duty, and what is unheard', async () => {
    const checks = [
      checkOf({ channels: ['hook', 'phone'] }, 'id-shed'),
      checkOf({ channels: ['pager'] }, 'id-shed'),
      checkOf({}, 'id-barn'),
      checkOf({}, 'id-stranger'),
      checkOf({}),
      checkOf({ shared: 'off', channels: ['own'] }, 'id-shed'),
    ]
    expect(await show({ state: 'standing by', isAble: true, at: NOW }, checks)).toEqual({
      ...{ rank: 1, takeover: 20_000, state: 'standing by', duty: 'barn', term: 4, unheard: 2 },
      members: [
        {
          ...{ name: 'barn', id: 'id-barn', rank: 2, state: 'standing by', isAble: true, answers: true },
          ...{ silentFor: 0, answeredFor: 0, sameFor: NOW },
        },
        {
          ...{ name: 'shed', id: 'id-shed', rank: 2, state: 'standing by', isAble: true, answers: false },
          ...{ silentFor: 10_000, answeredFor: 10_000, sameFor: 10_000 },
        },
        { name: 'unknown', isAble: false, sameFor: 0, answers: false },
      ],
      troubles: ['pager', 'phone']
        .map(
          name =>
            `there is no channel ${name} here, by which checks of the group alert: add it, with the same service as on the other members`,
        )
        .sort(),
    })
  })

  it('counts no check as unheard that is paused, as the message about the silence does not', async () => {
    const { check, state, version } = checkOf({}, 'id-shed')
    const paused: Watched = { check, state: { ...state, status: 'paused' }, version }
    expect(await show(undefined, [paused, { check, state, version }])).toMatchObject({ unheard: 1 })
  })

  it('is not read from all checks for each page, and from those of five seconds ago at the most', async () => {
    let at = NOW
    let reads = 0
    const shown = showOf(
      undefined,
      () => {
        reads++
        return [checkOf({}, 'id-shed')]
      },
      { machine: () => at },
    )
    const views = [...(await Promise.all([shown(), shown()]))]
    at += 4_999
    views.push(await shown())
    expect([views.map(view => view?.unheard), reads]).toEqual([[1, 1, 1], 1])
    at += 1
    await shown()
    expect(reads).toBe(2)
  })

  it('is read anew after a failure', async () => {
    let fails = true
    const shown = showOf(undefined, () => {
      if (fails) throw new Error('Redis is away')
      return [checkOf({}, 'id-shed')]
    })
    await expect(shown()).rejects.toThrow('Redis is away')
    fails = false
    expect(await shown()).toMatchObject({ unheard: 1 })
  })

  it('names the channels of an escalation that are missing here', async () => {
    const checks = [checkOf({ channels: ['hook'], escalateTo: ['boss', 'none'] })]
    expect((await show(undefined, checks))?.troubles).toEqual([
      'there is no channel boss here, by which checks of the group alert: add it, with the same service as on the other members',
    ])
  })
})
