import { describe, expect, it } from 'vitest'
import {
  type Applying,
  changesToApply,
  type Present,
  type Wanted,
} from '../../../src/domain/appliance/apply-changes'
import type { SavedChannel } from '../../../src/domain/appliance/backup'
import type { WantedCheck } from '../../../src/domain/appliance/matched-checks'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { checkOf, NEW, PROBE } from '../../support/check-states'

const HOUR = 3_600_000
const PERIOD = { schedule: { kind: 'period', period: HOUR }, grace: 60_000 } as const
const there = (name: string, given: Partial<CheckPlan> = {}, own: Partial<Check> = {}) => ({
  check: { ...checkOf({ name, ...PERIOD, ...given }), id: `id-${name}`, createdAt: 7, ...own },
  state: NEW,
  version: '1',
})
const wanted = (
  name: string,
  given: Partial<CheckPlan> = {},
  more: Partial<WantedCheck> = {},
): WantedCheck => ({
  plan: planOf({ name, ...PERIOD, ...given }),
  ...more,
})
const PRESENT: Present = {
  watched: [],
  rest: { channels: [], accounts: [] },
  iniChannels: [],
  defaults: ['chat'],
  isGate: () => false,
}
const NOTHING: Wanted = { checks: [], channels: [], accounts: [] }
const apply = (
  present: Partial<Present>,
  file: Partial<Wanted>,
  prunes = false,
  rest: Partial<Applying> = {},
) =>
  changesToApply(
    { ...PRESENT, ...present },
    { ...NOTHING, ...file },
    { rules: {}, now: 99, newId: () => 'new-id', prunes, ...rest },
  )
const UNCHANGED = {
  checks: { discard: [], create: [], replace: [], remove: [] },
  atHome: [],
  rest: {
    channels: [],
    removeChannels: [],
    accounts: [],
    removeAccounts: [],
    windows: [],
    removeWindows: [],
  },
  diff: [],
  surplus: [],
  faults: [],
}
const CHAT: SavedChannel = { name: 'chat', kind: 'ntfy', settings: { topic: 'pi' } }
const MAIL = { name: 'mail', settings: { smtphost: 'smtp.example.org', from: 'pi@example.org' } }
const WINDOW = { name: 'night', settings: { start: '2026-12-24 22:00', duration: '2h', all: 'on' } }

describe('a file that says what is there', () => {
  it('changes nothing', () => {
    const rest = { channels: [CHAT], accounts: [MAIL], windows: [WINDOW] }
    expect(
      apply({ watched: [there('a')], rest }, { checks: [wanted('a')], ...rest, channels: [CHAT] }),
    ).toStrictEqual(UNCHANGED)
    expect(apply({}, {})).toStrictEqual(UNCHANGED)
  })
})

describe('a new check', () => {
  it('is made with the id and the channels of the file, or by default with a new id and the default ones', () => {
    const plan = { channels: ['phone'] }
    const present = { iniChannels: ['phone', 'chat'] }
    const { checks, diff, faults } = apply(present, {
      checks: [wanted('a', plan, { id: 'own' }), wanted('b', plan, { byDefault: true })],
    })
    expect(checks.create).toStrictEqual([
      { ...planOf({ name: 'a', ...PERIOD, ...plan }), id: 'own', origin: 'page', createdAt: 99 },
      {
        ...planOf({ name: 'b', ...PERIOD, channels: ['chat'] }),
        id: 'new-id',
        origin: 'page',
        createdAt: 99,
      },
    ])
    expect(diff).toStrictEqual([
      '+ check "a"',
      '    name = a',
      '    period = 1h',
      '    grace = 1m',
      '    channels = phone',
      '+ check "b"',
      '    name = b',
      '    period = 1h',
      '    grace = 1m',
      '    channels = chat',
    ])
    expect(faults).toStrictEqual([])
  })
})

describe('a check that is there', () => {
  it('gets what the file says otherwise, and keeps who it is', () => {
    const before = there(
      'a',
      { channels: ['chat'], description: 'old' },
      { origin: 'api', madeFrom: '10.0.0.0/24' },
    )
    const { checks, diff, surplus } = apply(
      { watched: [before] },
      { checks: [wanted('a', { grace: 120_000, channels: [] }, { byDefault: true })] },
    )
    expect(checks).toStrictEqual({
      discard: [],
      create: [],
      replace: [
        {
          before,
          check: {
            ...planOf({ name: 'a', ...PERIOD, grace: 120_000, channels: ['chat'] }),
            id: 'id-a',
            origin: 'api',
            createdAt: 7,
            madeFrom: '10.0.0.0/24',
          },
        },
      ],
      remove: [],
    })
    expect(diff).toStrictEqual(['~ check "a"', '    description: old -> (as usual)', '    grace: 1m -> 2m'])
    expect(surplus).toStrictEqual([])
  })

  it('loses its channels where the file names none on purpose, and options that may be missing', () => {
    const before = there('a', { channels: ['chat'], longestRun: HOUR })
    const { checks, diff } = apply({ watched: [before] }, { checks: [wanted('a')] })
    expect(checks.replace.map(({ check }) => check)).toStrictEqual([
      { ...planOf({ name: 'a', ...PERIOD }), id: 'id-a', origin: 'page', createdAt: 7 },
    ])
    expect(diff).toStrictEqual([
      '~ check "a"',
      '    longestrun: 1h -> (as usual)',
      '    channels: chat -> none',
    ])
  })

  it('keeps a value that no INI can hold and the file does not say', () => {
    const before = there('a', { description: 'two\nlines' })
    expect(apply({ watched: [before] }, { checks: [wanted('a')] })).toStrictEqual(UNCHANGED)
    const { diff } = apply({ watched: [before] }, { checks: [wanted('a', { description: 'one' })] })
    expect(diff).toStrictEqual(['~ check "a"', '    description: two lines -> one'])
  })

  it('gets the schedule that follows from its new probe', () => {
    const probe = { ...PROBE, every: 120_000 }
    const before = there('a', { probe: PROBE })
    const { checks, diff } = apply({ watched: [before] }, { checks: [wanted('a', { probe })] })
    expect(checks.replace[0]?.check).toMatchObject({
      probe,
      schedule: { kind: 'period', period: 120_000 },
      grace: planOf({ name: 'a', probe }).grace,
    })
    expect(diff).toStrictEqual(['~ check "a"', '    every: 1m -> 2m'])
  })

  it('of another member of the group gets the changes of its plan at its home', () => {
    const before = there('a', { tags: ['x'] }, { origin: 'peer', home: 'other' })
    const { checks, atHome, diff } = apply({ watched: [before] }, { checks: [wanted('a', { tags: ['y'] })] })
    expect(checks.replace).toStrictEqual([])
    expect(atHome).toStrictEqual([{ before, changes: { tags: ['y'] } }])
    expect(diff).toStrictEqual(['~ check "a", at its home', '    tags: x -> y'])
  })

  it.each(['ini', 'file'] as const)('of the %s is neither changed nor in the way', origin => {
    const found = apply({ watched: [there('a', {}, { origin })] }, { checks: [wanted('a')] }, true)
    expect(found.checks.create).toHaveLength(1)
    expect([found.checks.replace, found.checks.remove, found.surplus]).toStrictEqual([[], [], []])
  })
})

describe('what the file does not name', () => {
  const present = {
    watched: [there('a'), there('gate'), there('peer', {}, { origin: 'peer' })],
    rest: { channels: [CHAT], accounts: [MAIL], windows: [WINDOW] },
    isGate: ({ name }: Check) => name === 'gate',
  }

  it('stays, and is named', () => {
    expect(apply(present, {})).toStrictEqual({
      ...UNCHANGED,
      surplus: ['check "a"', 'channel chat', 'mail account mail', 'window night', 'check "gate"'],
    })
  })

  it('is removed with --prune, but for gates of the heartbeat', () => {
    expect(apply(present, {}, true)).toStrictEqual({
      ...UNCHANGED,
      checks: { ...UNCHANGED.checks, remove: [present.watched[0]] },
      rest: {
        ...UNCHANGED.rest,
        removeChannels: ['chat'],
        removeAccounts: ['mail'],
        removeWindows: ['night'],
      },
      diff: ['- check "a"', '- channel chat', '- mail account mail', '- window night'],
      surplus: ['check "gate", a gate of the heartbeat'],
    })
  })
})

describe('channels, accounts and windows', () => {
  it('that are new are made, accounts first, then channels and windows', () => {
    const { rest, diff, faults } = apply({}, { channels: [CHAT], accounts: [MAIL], windows: [WINDOW] })
    expect(rest).toStrictEqual({ ...UNCHANGED.rest, channels: [CHAT], accounts: [MAIL], windows: [WINDOW] })
    expect(diff).toStrictEqual([
      '+ mail account mail',
      '    from = pi@example.org',
      '    smtphost = smtp.example.org',
      '+ channel chat',
      '    kind = ntfy',
      '    topic = (a secret)',
      '+ window night',
      '    start = 2026-12-24 22:00',
      '    duration = 2h',
      '    all = on',
    ])
    expect(faults).toStrictEqual([])
  })

  it('that are otherwise are changed, and a channel keeps its browsers', () => {
    const browsers = [{ endpoint: 'https://push.example.org/1' }] as unknown as NonNullable<
      SavedChannel['browsers']
    >
    const next = { ...CHAT, settings: { topic: 'other' } }
    const { rest, diff } = apply(
      {
        rest: {
          channels: [
            { ...CHAT, name: 'x' },
            { ...CHAT, browsers },
          ],
          accounts: [MAIL],
        },
      },
      {
        channels: [{ ...CHAT, name: 'x' }, next],
        accounts: [{ ...MAIL, settings: { ...MAIL.settings, smtpport: '25' } }],
      },
    )
    expect(rest.channels).toStrictEqual([{ ...next, browsers }])
    expect(diff).toStrictEqual([
      '~ mail account mail',
      '    smtpport: (as usual) -> 25',
      '~ channel chat',
      '    topic: another secret',
    ])
  })
})

describe('the faults of a file', () => {
  const [OVER, EARLIER] = ['2020-01-01', '2019-01-01'].map(
    expression => ({ schedule: { kind: 'oncalendar', expression, zone: 'UTC' }, once: true }) as const,
  )
  it.each([
    ['is that of the check that is there', [there('a', OVER)], []],
    ['is another one', [there('a', EARLIER)], ['a']],
    ['is that of a new check', [], ['a']],
  ])('have a schedule whose last moment is over, unless it %s', (_what, watched, names) => {
    const { faults } = apply({ watched }, { checks: [wanted('a', OVER)] }, false, { now: Date.UTC(2026, 0) })
    expect(faults).toStrictEqual(
      names.map(
        name => `check "${name}": schedule never comes true, as its last moment is over; choose a later one`,
      ),
    )
  })

  it('name the part, the setting and the reason', () => {
    const { faults } = apply(
      {},
      {
        channels: [{ ...CHAT, settings: {} }],
        accounts: [{ name: 'mail', settings: { smtpport: '0' } }],
        windows: [{ name: 'night', settings: { ...WINDOW.settings, duration: 'long' } }],
        checks: [
          wanted('a', { channels: ['pager'], escalateTo: ['phone', 'none'], failuresBeforeAlert: 0 }),
          wanted('b', { probe: { ...PROBE, every: 1 } }),
        ],
      },
    )
    // The reasons are those of the tables of settings.
    expect(faults.map(fault => fault.replace(/(: \w+ \w+ \w+)\W.*/, '$1'))).toStrictEqual([
      'channel chat: topic is empty',
      'mail account mail: smtpport is not',
      'mail account mail: smtphost is empty',
      'window night: duration has to',
      'check "a": failuresBeforeAlert has to',
      'check "a": channels there is',
      'check "a": escalateTo there is',
      'check "b": schedule has to',
      'check "b": every has to',
    ])
  })

  it('are no names of channels that are there, or that its checks have already', () => {
    const faultsOf = (
      present: Partial<Present>,
      channels: string[],
      prunes = false,
      file: Partial<Wanted> = {},
    ) => apply(present, { ...file, checks: [wanted('a', { channels })] }, prunes).faults
    const gone = (name: string, names: string) =>
      `check "a": channels there is no channel "${name}"; there are: ${names}`
    expect(faultsOf({ iniChannels: ['ini'] }, ['ini', 'x'])).toStrictEqual([gone('x', 'ini')])
    expect(faultsOf({}, ['chat'], false, { channels: [CHAT] })).toStrictEqual([])
    const rest = { channels: [CHAT], accounts: [] }
    expect(faultsOf({ rest }, ['chat'])).toStrictEqual([])
    expect(faultsOf({ rest }, ['chat'], true)).toStrictEqual([gone('chat', 'none')])
    expect(faultsOf({ rest }, ['chat'], true, { channels: [CHAT] })).toStrictEqual([])
    const old = there('old', { channels: ['lost'] })
    expect(faultsOf({ watched: [old] }, ['lost'])).toStrictEqual([])
    expect(faultsOf({ watched: [old] }, ['lost'], true)).toStrictEqual([gone('lost', 'none')])
    const peer = there('old', { channels: ['lost'] }, { origin: 'peer' })
    expect(faultsOf({ watched: [peer] }, ['lost'], true)).toStrictEqual([])
  })
})
