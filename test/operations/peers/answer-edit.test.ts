import { beforeEach, describe, expect, it } from 'vitest'
import type { Edit, EditAnswer } from '../../../src/domain/peers/edit'
import { planOnly } from '../../../src/domain/peers/edit'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { createAnswerEdit } from '../../../src/operations/peers/answer-edit'
import { channelOf } from '../../support/alert-memory'
import { PEER_KEY } from '../../support/peers'

const NOW = Date.parse('2026-11-28T10:00:00Z')
const ID = '11111111-1111-4111-8111-111111111111'
const OWN: Check = {
  ...planOf({ name: 'backup', channels: ['hook', 'gone'], schedule: { kind: 'period', period: 3_600_000 } }),
  ...{ id: ID, origin: 'page', createdAt: 1_000 },
}
const ENTRY = { id: ID, home: 'id-attic', isGone: true } as const
const GONE = 'it has no such check any more'

let check: Check | undefined
let entry: typeof ENTRY | undefined
let gates: readonly string[]
let end: unknown
let calls: unknown[][]
let logged: string[]
let isGroup: boolean

beforeEach(() => {
  check = OWN
  entry = ENTRY
  gates = []
  end = { kind: 'changed' }
  calls = []
  logged = []
  isGroup = true
})

const answerTo = (edit: Edit, name = 'barn') => {
  const call =
    (act: string) =>
    async (...given: unknown[]) => {
      calls.push([act, ...given])
      return end as never
    }
  return createAnswerEdit({
    settings: async () =>
      isGroup
        ? {
            ...{ rank: 1, takeover: 20_000 },
            members: ['barn', 'shed'].map(member => ({
              ...{ name: member, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true },
            })),
          }
        : undefined,
    checks: {
      get: async () => check && { check, state: newState(0), version: '1' },
      update: call('update'),
      updateUnless: async (isTaken, ...given) => {
        calls.push(['updateUnless', isTaken(check ?? OWN), ...given])
        return end as never
      },
      remove: call('remove'),
      pause: call('pause'),
      resume: call('resume'),
      silence: call('silence'),
      acknowledge: call('acknowledge'),
    },
    channels: { list: async () => [channelOf('hook'), channelOf('phone')] },
    gates: async () => gates,
    copies: {
      entries: async (ids, now) => {
        calls.push(['entries', ids, now])
        return entry === undefined ? [] : [entry]
      },
    },
    now: () => NOW,
    log: { info: line => void logged.push(String(line)) },
  })(name, { id: ID, edit })
}
const update = (changes: object, more: object = {}): Edit => ({ act: 'update', changes, ...more })
const refused = (reason: string): EditAnswer => ({ kind: 'refused', reason })
const RENAME = update({ name: 'other' })

describe('a change that a member asks for', () => {
  it.each<[string, Edit, readonly unknown[]]>([
    ['changed the check', RENAME, ['updateUnless', false, ID, { name: 'other' }, NOW]],
    ['paused the check', { act: 'pause' }, ['pause', ID, NOW]],
    ['resumed the check', { act: 'resume' }, ['resume', ID, NOW]],
    ['changed the silence of the check', { act: 'silence', until: 77 }, ['silence', ID, 77]],
    ['changed the silence of the check', { act: 'silence' }, ['silence', ID, undefined]],
    [
      'changed the acknowledgement of the check',
      { act: 'acknowledge', by: 'Anna' },
      ['acknowledge', ID, 'Anna', NOW],
    ],
  ])('is made here, and logged with the words: %s', async (words, edit, call) => {
    expect(await answerTo(edit)).toEqual({ kind: 'done', entry: ENTRY })
    expect(calls).toEqual([call, ['entries', [ID], NOW]])
    expect(logged).toEqual([`${words} "backup", as barn of the group asked`])
  })

  it('may remove a check', async () => {
    end = 'removed'
    expect(await answerTo({ act: 'remove' })).toEqual({ kind: 'done', entry: ENTRY })
    expect(calls).toEqual([
      ['remove', ID],
      ['entries', [ID], NOW],
    ])
    expect(logged).toEqual(['deleted the check "backup", as barn of the group asked'])
  })

  it('is refused where it has options that are unknown here, instead of making the rest of it', async () => {
    expect(await answerTo(update({ grace: 5 }, { isForeign: true }))).toEqual(
      refused('it does not understand the change; both watches may need the same version'),
    )
    expect(calls).toEqual([])
  })

  it('gets no answer where the asker is no member, or there is no group', async () => {
    expect(await answerTo(RENAME, 'stranger')).toBeUndefined()
    isGroup = false
    expect(await answerTo(RENAME)).toBeUndefined()
    expect(calls).toEqual([])
  })

  it('that expects another plan than that of now changes nothing, and is not logged', async () => {
    expect(await answerTo({ ...update({ grace: 5 }), expected: planOnly(OWN) } as Edit)).toMatchObject({
      kind: 'done',
    })
    expect(calls[0]?.[1]).toBe(false)
    calls = []
    await answerTo(
      update({ grace: 5 }, { expected: { ...OWN, origin: 'peer', home: 'id-attic', tide: 'low' } as Check }),
    )
    expect(calls[0]?.[1]).toBe(false)
    calls = []
    logged = []
    end = { kind: 'taken' }
    const expected = { ...planOnly(OWN), name: 'older' }
    expect(await answerTo(update({ grace: 5 }, { expected }))).toEqual({ kind: 'taken', entry: ENTRY })
    expect(calls[0]?.[1]).toBe(true)
    expect(logged).toEqual([])
  })

  it.each([
    ['was removed meanwhile', { kind: 'unknown' }, ENTRY],
    ['became one of the INI meanwhile', { kind: 'read-only' }, ENTRY],
    ['is shared no more afterwards', { kind: 'changed' }, undefined],
  ])('is refused where the check %s', async (_what, outcome, after) => {
    end = outcome
    entry = after
    expect(await answerTo(RENAME)).toEqual(refused(GONE))
    expect(logged).toEqual([])
  })
})

describe('a change of a check that is not here', () => {
  it.each<[string, Check | undefined]>([
    ['is gone', undefined],
    ['is a copy', { ...OWN, origin: 'peer', home: 'id-barn' }],
    ['is not shared', { ...OWN, shared: 'off' }],
  ])('is refused where it %s', async (_what, present) => {
    check = present
    expect(await answerTo(RENAME)).toEqual(refused(GONE))
    expect(await answerTo({ act: 'pause' })).toEqual(refused(GONE))
    expect(calls.filter(([call]) => call !== 'entries')).toEqual([])
  })

  it('is done where it was to be deleted, and was before', async () => {
    check = undefined
    expect(await answerTo({ act: 'remove' })).toEqual({ kind: 'done', entry: ENTRY })
    entry = undefined
    expect(await answerTo({ act: 'remove' })).toEqual(refused(GONE))
    check = { ...OWN, shared: 'off' }
    entry = ENTRY
    expect(await answerTo({ act: 'remove' })).toEqual(refused(GONE))
  })
})

describe('a check of a file', () => {
  it.each([
    ['file', 'it comes from a file that the INI there names; change it there'],
    ['ini', 'it comes from the INI there; change it there'],
  ] as const)('from %s is changed there alone, and paused by anybody', async (origin, reason) => {
    check = { ...OWN, origin }
    for (const edit of [RENAME, { act: 'remove' }] as const)
      expect(await answerTo(edit)).toEqual(refused(reason))
    expect(calls).toEqual([])
    for (const edit of [{ act: 'pause' }, { act: 'silence' }] as const)
      expect(await answerTo(edit)).toMatchObject({ kind: 'done' })
  })
})

describe('a check that is a gate of the heartbeat', () => {
  it.each(['backup', ID])('by the name %s keeps its slug, and is not deleted', async gate => {
    gates = ['other', gate]
    expect(await answerTo({ act: 'remove' })).toEqual(
      refused(`it is a gate of the heartbeat there: take ${gate} out of heartbeatgates in the INI first`),
    )
    expect(await answerTo(update({ slug: 'other' }))).toEqual(
      refused(
        `its slug is that of a gate of the heartbeat there: take ${gate} out of heartbeatgates in the INI first`,
      ),
    )
    expect(calls).toEqual([])
    expect(await answerTo(RENAME)).toMatchObject({ kind: 'done' })
  })

  it('is none by another name', async () => {
    gates = ['other']
    end = 'removed'
    expect(await answerTo({ act: 'remove' })).toMatchObject({ kind: 'done' })
    end = { kind: 'changed' }
    expect(await answerTo(update({ slug: 'other' }))).toMatchObject({ kind: 'done' })
  })
})

describe('a change with a fault', () => {
  const CRON = { kind: 'cron', expression: '0 3 1 1 *', zone: 'UTC' } as const

  it.each<[string, object, string]>([
    ['an option that is out of its limits', { grace: -1 }, 'grace: '],
    [
      'an unknown channel',
      { channels: ['hook', 'hok'] },
      'channels: there is no channel "hok"; there are: hook, phone',
    ],
    [
      'an unknown channel to escalate to',
      { escalateTo: ['hok'] },
      'escalateTo: there is no channel "hok"; there are: hook, phone',
    ],
    ['a schedule that never comes', { schedule: { ...CRON, expression: '0 3 30 2 *' } }, 'schedule: '],
    ['another shape than this version knows', { grace: 'long' }, 'it does not understand the change'],
  ])('such as %s is refused with its words', async (_what, changes, reason) => {
    const answer = await answerTo(update(changes))
    expect(answer).toMatchObject({ kind: 'refused' })
    expect((answer as { reason: string }).reason.slice(0, reason.length)).toBe(reason)
    expect(calls).toEqual([])
  })

  it.each<[string, object]>([
    ['a channel that it had before', { channels: ['gone'] }],
    ['one that it escalates to', { escalateTo: ['phone', 'gone'] }],
    ['nobody to escalate to', { escalateTo: ['none'] }],
    ['the schedule that it has', { schedule: { kind: 'period', period: 3_600_000 } }],
  ])('is none with %s', async (_what, changes) => {
    expect(await answerTo(update(changes))).toMatchObject({ kind: 'done' })
  })

  it('is none with a channel that it escalated to before', async () => {
    check = { ...OWN, escalateTo: ['lost'] }
    expect(await answerTo(update({ escalateTo: ['lost'] }))).toMatchObject({ kind: 'done' })
    expect(await answerTo(update({ channels: ['lost'] }))).toMatchObject({ kind: 'done' })
  })

  it('is a schedule without a moment to come only where that is new', async () => {
    const past = { kind: 'oncalendar', expression: '2020-01-01 03:00:00', zone: 'UTC' } as const
    expect(await answerTo(update({ schedule: past }))).toMatchObject({ kind: 'refused' })
    check = { ...OWN, schedule: past }
    expect(await answerTo(update({ name: 'other' }))).toMatchObject({ kind: 'done' })
  })
})
