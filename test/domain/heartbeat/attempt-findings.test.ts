import { describe, expect, it } from 'vitest'
import {
  answerFinding,
  networkFindings,
  wasAnsweredWithPage,
} from '../../../src/domain/heartbeat/attempt-findings'
import type { ChainInput, QueueView } from '../../../src/domain/heartbeat/chain-link'
import type { Attempt } from '../../../src/domain/heartbeat/heartbeat'
import { BY_PEER } from '../../../src/domain/heartbeat/result-line'

const AWAY = { reached: false } as unknown as QueueView
const queueOf = (...history: readonly (readonly Partial<Attempt>[])[]) =>
  ({
    reached: true,
    // Newest first.
    history: history.map((attempts, index) => ({ receiver: 'Kuma', attempts, queuedAt: 9 - index })),
  }) as unknown as QueueView
const readingOf = (url: string, frequency: number | 'Off' = 5) =>
  ({ kind: 'ok', settings: { monitoring: { url, frequency } } }) as unknown as ChainInput['reading']
const input = (
  queue: QueueView,
  lastResult?: ChainInput['lastResult'],
  reading = readingOf('https://example.org/x'),
) => ({ queue, lastResult, reading }) as ChainInput

const attempt = (phases: Partial<Attempt['phases']>, more: Partial<Attempt> = {}): Partial<Attempt> => ({
  at: 5,
  delivered: false,
  result: 'HTTP error 500',
  detail: 'why',
  phases: { total: 40, ...phases },
  ...more,
})
const inShort = (given: ChainInput) =>
  networkFindings(given).map(([organ, { state, detail, at }]) =>
    [organ, state, detail, at].filter(word => word !== undefined).join(' '),
  )

describe('the network, by the last attempt', () => {
  it('is unknown before there was any, and where it is not in use or Redis is away', () => {
    expect(inShort(input(queueOf([])))).toStrictEqual(
      ['dns', 'tcp', 'tls', 'http'].map(organ => `${organ} unknown no heartbeat was sent yet`),
    )
    expect(inShort(input(AWAY))).toStrictEqual(
      ['dns', 'tcp', 'tls', 'http'].map(organ => `${organ} unknown not known while Redis cannot be reached`),
    )
    const off = readingOf('http://example.org/x', 'Off')
    expect(inShort(input(queueOf([attempt({})]), undefined, off))).toStrictEqual(
      ['dns', 'tcp', 'http'].map(organ => `${organ} unknown not in use while heartbeating is Off`),
    )
  })

  it('is as the last result says, where the history was lost', () => {
    expect(inShort(input(queueOf(), { at: 3, result: '200' }))[3]).toBe(
      'http ok the last heartbeat passed it 3',
    )
    expect(inShort(input(queueOf(), { at: 3, result: 'Missed' }))[0]).toBe(
      'dns unknown not known of the last heartbeat',
    )
  })

  it.each<[string, Partial<Attempt>, string[]]>([
    [
      'passed where all phases ended',
      attempt({ dns: 1.4, tcp: 2.5, tls: 3, answer: 4 }),
      [
        'dns ok done after 1 ms 5',
        'tcp ok done after 3 ms 5',
        'tls ok done after 3 ms 5',
        'http ok done after 4 ms 5',
      ],
    ],
    [
      'bad at the first that did not end',
      attempt({ dns: 1 }),
      ['dns ok done after 1 ms 5', 'tcp bad why 5', 'tls unknown not reached', 'http unknown not reached'],
    ],
    [
      'bad from its beginning',
      attempt({}),
      ['dns bad why 5', 'tcp unknown not reached', 'tls unknown not reached', 'http unknown not reached'],
    ],
    [
      'bad after a lookup that a proxy did not need',
      attempt({}, { result: 'Conn. error' }),
      ['dns ok not needed 5', 'tcp bad why 5', 'tls unknown not reached', 'http unknown not reached'],
    ],
    [
      'not needed before the farthest',
      attempt({ tls: 9 }),
      ['dns ok not needed 5', 'tcp ok not needed 5', 'tls ok done after 9 ms 5', 'http bad why 5'],
    ],
    [
      'not needed where a peer has the duty',
      attempt({}, { result: BY_PEER }),
      ['dns', 'tcp', 'tls', 'http'].map(organ => `${organ} ok not needed: a peer has the duty 5`),
    ],
  ])('is %s', (_what, last, findings) => {
    expect(inShort(input(queueOf([], [attempt({ dns: 7 }), last], [attempt({})])))).toStrictEqual(findings)
  })

  it.each([
    ['https://192.168.1.5/x', 'dns ok not needed 5'],
    ['https://[fd00::5]/x', 'dns ok not needed 5'],
    ['https://1a.example.org/x', 'dns bad why 5'],
    ['https://a1/x', 'dns bad why 5'],
    ['no URL', 'dns bad why 5'],
  ])('needs for %s: %s', (url, finding) => {
    expect(inShort(input(queueOf([attempt({})]), undefined, readingOf(url)))[0]).toBe(finding)
  })

  it('of settings that cannot be read is that of an encrypted one', () => {
    const unread = { kind: 'invalid' } as unknown as ChainInput['reading']
    expect(inShort(input(queueOf([attempt({})]), undefined, unread))).toHaveLength(4)
  })
})

describe('the answer', () => {
  it.each<[string, ChainInput, unknown]>([
    [
      'is good once delivered',
      input(queueOf([attempt({ answer: 4 }, { delivered: true, detail: 'answered 200' })])),
      { state: 'ok', detail: 'Kuma answered 200', subject: 'Kuma', at: 5 },
    ],
    [
      'is bad where it came',
      input(queueOf([attempt({ answer: 4 }, { detail: '' })])),
      { state: 'bad', detail: 'Kuma', subject: 'Kuma', at: 5 },
    ],
    ['was not reached', input(queueOf([attempt({ dns: 1 })])), { state: 'unknown', detail: 'not reached' }],
    ['is unknown at first', input(queueOf()), { state: 'unknown', detail: 'no heartbeat was sent yet' }],
    [
      'is unknown after a gate',
      input(AWAY, { at: 3, result: 'Gate' }),
      { state: 'unknown', detail: 'nothing was sent: a gate was closed', at: 3 },
    ],
    [
      'is good by the last result',
      input(AWAY, { at: 3, result: '204' }),
      { state: 'ok', detail: 'the last result was 204', at: 3 },
    ],
    [
      'is bad by the last result',
      input(AWAY, { at: 3, result: 'Missed' }),
      { state: 'bad', detail: 'the last result was Missed', at: 3 },
    ],
    [
      'is not in use while Off',
      input(AWAY, { at: 3, result: '200' }, readingOf('', 'Off')),
      { state: 'unknown', detail: 'not in use while heartbeating is Off' },
    ],
  ])('%s', (_what, given, finding) => {
    expect(answerFinding(given)).toStrictEqual(finding)
  })

  it.each([
    [AWAY, false],
    [queueOf(), false],
    [queueOf([{}]), false],
    [queueOf([{ webPage: true }]), true],
    [queueOf([{ webPage: true }, {}]), false],
    [queueOf([{}, { webPage: true }]), true],
    [queueOf([], [{}, { webPage: true }]), false],
  ])('of %j was a page: %s', (queue, isPage) => {
    expect(wasAnsweredWithPage(queue)).toBe(isPage)
  })
})
