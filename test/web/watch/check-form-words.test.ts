import { describe, expect, test } from 'vitest'
import { type CheckFields, emptyFields } from '../../../src/web/watch/check-form'
import { foldWords } from '../../../src/web/watch/check-form-words'

const words = (fields: CheckFields = {}, { hasChannels = true, isKept = false } = {}) =>
  foldWords({ ...emptyFields(), ...fields }, 'HTTP', { hasChannels, isKept })

test('the folded parts of a new check say what holds', () => {
  expect(words()).toEqual({
    feed: 'check-ins: something reports here; silence is a fault',
    when: '1h of grace, late first, then down',
    alerts: 'nobody is alerted',
    about: 'no tags, an address made from the name',
    password: 'none: its address is the secret',
  })
})

test('a form without any field has words all the same', () => {
  expect(foldWords({}, '', { hasChannels: true, isKept: true })).toMatchObject({
    feed: 'check-ins: something reports here; silence is a fault',
    when: expect.stringMatching(/^no of grace, late first, then down/),
    password: 'kept, not shown',
  })
})

test('a probe is named by its kind', () => {
  expect(words({ feed: 'probe' }).feed).toBe('it looks: HTTP')
})

describe('the alerts', () => {
  test('reach nobody, and there may be no channel yet', () => {
    expect(words({}, { hasChannels: false }).alerts).toBe('nobody is alerted: there is no channel yet')
    expect(words({ reminders: '1h' }).alerts).toBe('nobody is alerted; Remind while it is down: every hour')
  })

  test('go out by channels, and what is unusual is told', () => {
    expect(words({ channels: 'phone  mail' }).alerts).toBe(
      'by phone, mail, when it goes down, and when it is up again',
    )
    expect(
      words({ channels: 'phone', failuresBeforeAlert: '3', recovery: 'off', quietHours: '22:00-07:00' })
        .alerts,
    ).toBe(
      'by phone, Failures before the first alert: 3; not: Alert when it is up again; Quiet hours: 22:00-07:00',
    )
  })
})

test('the time has its grace and every choice that is not the usual one', () => {
  expect(words({ grace: '' }).when).toBe('no of grace, late first, then down')
  expect(
    words({ grace: '5m', awaited: 'on', early: '30m', longestRun: '2h', methods: 'post', shared: 'off' })
      .when,
  ).toBe(
    '5m of grace, late first, then down; Early: 30m; Expected from the beginning, not from its first check-in on; Longest run: 2h; Only POST counts, as link previews fetch addresses; Not for the other members of the group',
  )
  expect(words({ shared: 'on' }).when).toBe('1h of grace, late first, then down')
})

test('the rest has tags, an address and a description, which is cut', () => {
  expect(words({ tags: 'nas nightly', slug: 'nas', name: 'NAS' }).about).toBe('tagged nas nightly; Slug: nas')
  expect(words({ description: 'x'.repeat(40) }).about).toBe(`Description: ${'x'.repeat(40)}`)
  expect(words({ description: 'x'.repeat(41) }).about).toBe(`Description: ${'x'.repeat(40)}…`)
})

test('a choice that the form does not know is told as it is, and an empty one as none', () => {
  expect(words({ channels: 'phone', reminders: '7h' }).alerts).toBe('by phone, Remind while it is down: 7h')
  expect(words({ channels: 'phone', failuresBeforeAlert: '' }).alerts).toBe(
    'by phone, Failures before the first alert: none',
  )
})
