import { describe, expect, it } from 'vitest'
import type { Alert, PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { ChannelKind } from '../../../src/domain/alerts/channel-kinds'
import {
  doubtOf,
  isInDoubt,
  noticesForStandIns,
  withReason,
  withStandIns,
} from '../../../src/domain/alerts/stand-ins'
import type { Status } from '../../../src/domain/watch/status'
import { checkOf, NEW, PROBE } from '../../support/check-states'

const channel = (name: string, kind: ChannelKind, settings: Channel['settings'] = {}): Channel => ({
  name,
  kind,
  origin: 'page',
  settings,
})
const HOME = channel('home', 'email', { account: 'Home' })
const WORK = channel('work', 'email', { account: 'work' })
const CHAT = channel('chat', 'slack')
const PHONE = channel('phone', 'ntfy')
const PAGER = channel('pager', 'pagerduty')
const ALL = [HOME, WORK, CHAT, PHONE, PAGER]
const DOUBT = { broken: ['Loop'], working: ['work'] }
const TRUST = { broken: [], working: [] }

const watched = (given: Parameters<typeof checkOf>[0], status: Status = 'up') => ({
  check: checkOf(given),
  state: { ...NEW, status },
  version: '1',
})

describe('e-mail', () => {
  const loop = (name: string, account: string, status: Status) =>
    watched({ name, probe: { ...PROBE, kind: 'mail-loop', target: account } }, status)

  it('is in doubt by the loops that are down, and trusted by those that are up', () => {
    const loops = [loop('A', 'Home', 'down'), loop('B', 'Work', 'up'), loop('C', 'x', 'late'), watched({})]
    expect(doubtOf(loops)).toStrictEqual({ broken: ['A'], working: ['work'] })
    expect(doubtOf([])).toStrictEqual({ broken: [], working: [] })
  })

  it.each([
    [HOME, DOUBT, true],
    [WORK, DOUBT, false],
    [CHAT, DOUBT, false],
    [HOME, TRUST, false],
    [HOME, { broken: ['A', 'B'], working: ['home'] }, false],
  ])('by %j with %j is in doubt: %s', (one, doubt, isDoubted) => {
    expect(isInDoubt(one, doubt)).toBe(isDoubted)
  })
})

describe('the channels that stand in', () => {
  it.each([
    [['home'], DOUBT, ['home', 'work', 'chat', 'phone', 'pager']],
    [['chat', 'home'], DOUBT, ['chat', 'home', 'work', 'phone', 'pager']],
    [['work', 'chat'], DOUBT, ['work', 'chat']],
    [['home'], TRUST, ['home']],
    [[], DOUBT, []],
    [['gone'], DOUBT, ['gone']],
  ])('for those of a check, %j with %j: %j', (channels, doubt, all) => {
    const before = watched({ channels })
    const after = withStandIns(before, ALL, doubt)
    expect(after).toStrictEqual({ ...before, check: { ...before.check, channels: all } })
  })

  it('are none where all channels are in doubt', () => {
    const before = watched({ channels: ['home'] })
    expect(withStandIns(before, [HOME], DOUBT)).toBe(before)
  })

  it('say why they got it', () => {
    const alert = { name: 'x', text: 'x is down.' } as Alert
    const drafts = [{ n: 3, alert, channels: ['chat'] }]
    expect(withReason(drafts, DOUBT)).toStrictEqual([
      {
        n: 3,
        channels: ['chat'],
        alert: {
          name: 'x',
          text: 'x is down.\nE-mail does not work at present (“Loop” is down), so the other channels get this, too.',
        },
      },
    ])
    expect(withReason(drafts, { ...DOUBT, broken: ['A', 'B'] })[0]?.alert.text).toBe(
      'x is down.\nE-mail does not work at present (“A”, “B” are down), so the other channels get this, too.',
    )
  })
})

describe('a notice of the watch about itself', () => {
  const notice = (id: string, to: string): PlannedAlert => ({
    id,
    channel: to,
    alert: { name: 'watch', text: 'It was away.' } as Alert,
    after: { watch: [`before-${to}`, 'other'] },
    sources: ['watch'],
    at: 5,
  })
  const TEXT =
    'It was away.\nE-mail does not work at present (“Loop” is down), so the other channels get this, too.'

  it('goes to all trusted channels that keep no incidents, each after its own', () => {
    const copy = (to: string) => ({
      id: `start-${to}`,
      channel: to,
      alert: { name: 'watch', text: TEXT },
      after: { watch: [`before-${to}`, 'other'] },
      sources: ['watch'],
      at: 5,
    })
    expect(noticesForStandIns([notice('start-home', 'home')], ALL, DOUBT)).toStrictEqual(
      ['work', 'chat', 'phone'].map(copy),
    )
  })

  it('goes to none that gets it already, and to each once', () => {
    const second = channel('second', 'email', { account: 'second' })
    const notices = [
      notice('start-home', 'home'),
      notice('start-second', 'second'),
      notice('start-chat', 'chat'),
    ]
    const found = noticesForStandIns(notices, [...ALL, second], DOUBT)
    expect(found.map(({ id }) => id)).toStrictEqual(['start-work', 'start-phone'])
  })

  it('goes to none under the id of another notice, nor while e-mail is trusted', () => {
    expect(noticesForStandIns([notice('start', 'home')], ALL, DOUBT)).toStrictEqual([])
    expect(noticesForStandIns([notice('start-home', 'home')], ALL, TRUST)).toStrictEqual([])
  })
})
