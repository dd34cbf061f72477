import { describe, expect, it } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import {
  hostsOf,
  isNamed,
  mayLook,
  opinionQuestion,
  readOpinion,
  readOpinionQuestion,
  withOpinions,
} from '../../../src/domain/probes/second-opinion'

const probe = (kind: string, target: string, settings = {}): Probe =>
  ({ kind, target, every: 60_000, settings }) as Probe

describe('a peer is asked about', () => {
  it.each([
    probe('http', 'https://example.org/health', { contains: 'ok' }),
    probe('tcp', 'example.org:25'),
    probe('tls', 'example.org', { days: '10' }),
    probe('dns', 'example.org', { record: 'MX' }),
    probe('ping', 'example.org'),
  ])('$kind, with the settings that make the look', ({ kind, target, settings, ...rest }) => {
    expect(opinionQuestion({ kind, target, settings, ...rest })).toEqual({ kind, target, settings })
  })

  it.each<[string, Probe]>([
    ['what is on this machine', probe('tcp', 'localhost:25')],
    ['a kind that needs this machine', probe('batchy', 'http://example.org nightly', { latency: '1h' })],
    ['a password', probe('http', 'https://example.org', { username: 'me', password: 'secret' })],
    ['a token', probe('http', 'https://example.org', { bearer: 'secret' })],
    ['headers, which may be secrets', probe('http', 'https://example.org', { headers: 'X: y' })],
    ['something that is sent', probe('http', 'https://example.org', { method: 'POST' })],
    ['a line that is sent', probe('tcp', 'example.org:25', { send: 'RCPT TO: them' })],
    ['a query, which may be a secret', probe('http', 'https://example.org/?token=x')],
    ['a file of this machine', probe('tls', 'example.org', { verify: 'on', cafile: 'ca.pem' })],
    ['a target with more time than a peer has', { ...probe('tcp', 'example.org:25'), timeout: 30_000 }],
    ['a check that wants none', probe('tcp', 'example.org:25', { secondopinion: 'off' })],
  ])('nothing with %s', (_what, asked) => {
    expect(opinionQuestion(asked)).toBeUndefined()
  })

  it('a query where the check says so', () => {
    const settings = { secondopinion: 'on' }
    expect(opinionQuestion(probe('http', 'https://example.org/?x', settings))).toBeDefined()
  })
})

describe('a question of a peer', () => {
  it('is read as one that this watch would ask', () => {
    const question = { kind: 'tcp', target: 'example.org:25', settings: {} }
    expect(readOpinionQuestion(question)).toEqual(question)
  })

  it.each([
    undefined,
    'tcp',
    { kind: 'command', target: 'rm', settings: {} },
    { kind: 'tcp', target: 'localhost:6379', settings: {} },
    { kind: 'tcp', target: 'example.org:25', settings: { send: 'x' } },
    { kind: 'http', target: 'https://example.org', settings: { body: 'x', method: 'POST' } },
    { kind: 'tcp', target: 7, settings: {} },
    { kind: 'tcp', target: 'example.org:25', settings: { expect: 7 } },
  ])('%j is none', value => {
    expect(readOpinionQuestion(value)).toBeUndefined()
  })

  it('is about its host, and about the name server that it names', () => {
    expect(hostsOf({ kind: 'http', target: 'https://[2001:db8::1]:8443/x', settings: {} })).toEqual([
      '2001:db8::1',
    ])
    expect(hostsOf({ kind: 'dns', target: 'example.org', settings: { resolver: '192.168.1.1:53' } })).toEqual(
      ['example.org', '192.168.1.1'],
    )
  })
})

describe('a peer may have looks made', () => {
  const question = { kind: 'tcp', target: 'nas.local:445', settings: {} } as const
  const rules = { kinds: ['tcp', 'ping'], hosts: ['nas.local', '*.example.org'] }

  it.each([
    ['at a named host', question, false, true],
    ['at a public one', { ...question, target: '203.0.113.5:80' }, true, true],
    ['at no other one', { ...question, target: 'router.local:80' }, false, false],
    ['of no other kind', { ...question, kind: 'http', target: 'http://nas.local' }, true, false],
    [
      'with no name server that is not named',
      { kind: 'dns', target: 'nas.local', settings: { resolver: '10.0.0.1' } },
      false,
      false,
    ],
  ] as const)('%s', (_what, asked, isPublic, may) => {
    expect(mayLook(asked, rules, () => isPublic)).toBe(may)
  })

  it('at hosts below a name with a star', () => {
    expect(
      ['a.example.org', 'A.B.Example.org.', 'example.org', 'badexample.org'].map(host =>
        isNamed(host, rules.hosts),
      ),
    ).toEqual([true, true, false, false])
  })
})

describe('a failure', () => {
  const look: Look = { answer: 'failure', detail: 'connection refused by example.org:25', output: 'x' }
  const opinion = (peer: string, answer: 'success' | 'failure') => ({ peer, answer, detail: 'refused there' })

  it.each([
    [[], 'connection refused by example.org:25'],
    [
      [opinion('office', 'failure')],
      'connection refused by example.org:25; down from both: office sees it fail, too (refused there)',
    ],
    [
      [opinion('office', 'success')],
      'connection refused by example.org:25; down from here only: office reaches it',
    ],
    [
      [opinion('office', 'success'), opinion('shop', 'failure'), opinion('attic', 'success')],
      'connection refused by example.org:25; down from here only: office and attic reach it',
    ],
  ])('with the opinions %j stays a failure, and is told as that', (opinions, detail) => {
    expect(withOpinions(look, opinions)).toEqual({ ...look, detail })
  })

  it('takes no other answer of a peer for an opinion', () => {
    expect(readOpinion('office', { answer: 'blind', detail: 'x' })).toBeUndefined()
    expect(readOpinion('office', { error: 'x' })).toBeUndefined()
    expect(
      readOpinion('office', { answer: 'failure', detail: `a\n\u001b${'b'.repeat(300)}` })?.detail,
    ).toHaveLength(200 + '\\u001b'.length - 1)
  })
})
