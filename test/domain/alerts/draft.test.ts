import { expect, it } from 'vitest'
import { newAlerting } from '../../../src/domain/alerts/alerting'
import { withDraft } from '../../../src/domain/alerts/draft'
import type { AlertText } from '../../../src/domain/alerts/text'
import type { Flip } from '../../../src/domain/watch/flip'
import { checkOf } from '../../support/check-states'

const CHECK = checkOf({ name: 'backup', tags: ['n=?as'], description: 'Of the NAS' })
const MEMORY = { ...newAlerting({ ...CHECK, madeFrom: '10.0.0.0/24' }), count: 4 }
const SIGNAL = { kind: 'fail', at: 5 } as const
const INCIDENT = { key: 'k', since: 5, reason: 'failure', notified: [], signal: SIGNAL } as const
const text = (kind: AlertText['kind']): AlertText => ({
  kind,
  status: 'down',
  subject: '[DOWN] backup',
  text: 'It is down.',
})
const END = { reason: 'success', at: 8 } as Flip

it('nothing is drafted where there is no channel', () => {
  expect(withDraft(MEMORY, text('trigger'), INCIDENT, 9, [], CHECK)).toStrictEqual({
    alerting: MEMORY,
    drafts: [],
  })
})

it('a draft has the number of its alert, and what its readers want to know', () => {
  const common = {
    status: 'down',
    subject: '[DOWN] backup',
    text: 'It is down.',
    key: 'k',
    name: 'backup',
    origin: 'page 10.0.0.0/24',
    reason: 'failure',
    tags: ['n= ?as'],
    since: 5,
    at: 9,
  }
  const ofCheck = { ...common, check: 'x', about: 'Of the NAS' }
  const draft = (kind: AlertText['kind'], end?: Flip, check: typeof CHECK | undefined = CHECK) =>
    withDraft(MEMORY, text(kind), end ? { ...INCIDENT, end } : INCIDENT, 9, ['mail'], check)
  expect(draft('trigger')).toStrictEqual({
    alerting: { ...MEMORY, count: 5 },
    drafts: [{ n: 5, channels: ['mail'], alert: { ...ofCheck, kind: 'trigger', signal: SIGNAL } }],
  })
  // A reminder is about what came since the signal.
  expect(draft('reminder').drafts[0]?.alert).toStrictEqual({ ...ofCheck, kind: 'reminder' })
  expect(draft('resolve', END).drafts[0]?.alert).toStrictEqual({
    ...common,
    kind: 'resolve',
    check: 'x',
    reason: 'success',
    signal: SIGNAL,
    until: 8,
  })
  const { origin: _origin, ...unknown } = MEMORY
  const { origin: _place, ...bare } = common
  expect(withDraft(unknown, text('trigger'), { ...INCIDENT }, 9, ['mail']).drafts[0]?.alert).toStrictEqual({
    ...bare,
    kind: 'trigger',
    tags: [],
    signal: SIGNAL,
  })
})
