import { describe, expect, it } from 'vitest'
import type { Incident } from '../../../src/domain/alerts/alerting'
import {
  type Escalation,
  escalationOf,
  escalationText,
  nextEscalation,
} from '../../../src/domain/alerts/escalation'

const MINUTE = 60_000
const USUAL: Escalation = { channels: ['chat', 'phone'], after: 30 * MINUTE }
const INCIDENT: Incident = {
  key: 'k',
  since: 0,
  reason: 'failure',
  notified: ['mail'],
  firstNotifiedAt: 1_000,
}

it.each([
  [{}, ['chat', 'phone'], 30],
  [{ escalateTo: ['boss'] }, ['boss'], 30],
  [{ escalateTo: ['none'] }, [], 30],
  [{ escalateTo: ['none', 'boss'], escalateAfter: 5 * MINUTE }, ['boss'], 5],
  [{ escalateAfter: 5 * MINUTE }, ['chat', 'phone'], 5],
])('a check with %j is escalated to %j after %i minutes each', (own, channels, minutes) => {
  expect(escalationOf(own, USUAL)).toStrictEqual({ channels, after: minutes * MINUTE })
})

describe('the next channel of an escalation', () => {
  const next = (
    incident: Partial<Incident>,
    {
      channels = ['mail'],
      known = ['chat', 'phone'],
      by,
    }: { channels?: string[]; known?: string[]; by?: string } = {},
  ) => {
    const found = nextEscalation(
      { channels },
      { ...INCIDENT, ...incident },
      by === undefined ? {} : { acknowledged: { by, at: 2_000 } },
      USUAL,
      channel => known.includes(channel),
    )
    return found && `${found.channel} ${found.at - 30 * MINUTE}`
  }

  it.each([
    ['counts from the first message', next({}), 'chat 1000'],
    ['counts from the last one, where the first is not known', nextOf({ notifiedAt: 7_000 }), 'chat 7000'],
    [
      'counts from the last escalation',
      next({ escalatedAt: 9_000, notified: ['mail', 'chat'] }),
      'phone 9000',
    ],
    ['is none that knows it', next({ notified: ['mail', 'chat', 'phone'] }), undefined],
    ['is none that does not exist', next({}, { known: ['phone'] }), 'phone 1000'],
    ['is none once somebody takes care of it', next({}, { by: 'Anna' }), undefined],
    ['is none of a check that alerts nobody', next({}, { channels: [] }), undefined],
    ['is none before the first message', nextOf({}), undefined],
  ])('%s', (_what, found, expected) => {
    expect(found).toBe(expected)
  })

  function nextOf(incident: Partial<Incident>) {
    const { firstNotifiedAt: _first, ...rest } = INCIDENT
    const found = nextEscalation({ channels: ['mail'] }, { ...rest, ...incident }, {}, USUAL, () => true)
    return found && `${found.channel} ${found.at - 30 * MINUTE}`
  }
})

it.each<[Partial<Incident>, string]>([
  [{}, 'Nobody has acknowledged it for 10 minutes. Told before: mail.'],
  [{ notified: ['mail', 'chat'] }, 'Nobody has acknowledged it for 10 minutes. Told before: mail, chat.'],
  [{ notified: [] }, 'Nobody has acknowledged it for 10 minutes.'],
])('with %j the message says: %s', (incident, line) => {
  const first = { kind: 'trigger', status: 'down', subject: '[DOWN] x', text: 'x is down.' } as const
  expect(escalationText(first, { ...INCIDENT, ...incident }, 1_000 + 10 * MINUTE)).toStrictEqual({
    ...first,
    text: `x is down.\n${line}`,
  })
})
