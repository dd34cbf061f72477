import { describe, expect, it } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import type { OpinionQuestion } from '../../../src/domain/probes/second-opinion'
import { createLookForPeer } from '../../../src/operations/peers/look-for-peer'

const PEER = {
  name: 'attic',
  key: 'k',
  urls: [],
  looks: ['http', 'tcp', 'tls', 'dns', 'ping'],
  isMember: false,
  lookHosts: ['nas.local', '192.168.1.53'],
}
const question = (kind: OpinionQuestion['kind'], target: string, settings = {}): OpinionQuestion => ({
  kind,
  target,
  settings,
})

const PLACES: Readonly<Record<string, { readonly isPublic: boolean; readonly address?: string }>> = {
  'mail.example.org': { isPublic: true, address: '203.0.113.5' },
  'six.example.org': { isPublic: true, address: '2001:db8::5' },
  '203.0.113.9': { isPublic: true, address: '203.0.113.9' },
  '2001:db8::9': { isPublic: true, address: '2001:db8::9' },
  'unknown.org': { isPublic: true },
  'nas.local': { isPublic: false, address: '192.168.1.20' },
}

function open(look: (probe: Probe) => Promise<Look> = async () => ({ answer: 'success', detail: 'fine' })) {
  const clock = { now: 0 }
  const looks: { readonly probe: Probe; readonly onlyPublic: boolean }[] = []
  const lookFor = createLookForPeer({
    look: async (probe, onlyPublic) => {
      looks.push({ probe, onlyPublic })
      return await look(probe)
    },
    placeOf: async host => PLACES[host] ?? { isPublic: false },
    steady: () => clock.now,
  })
  return { lookFor, looks, clock }
}

describe('a look for a peer', () => {
  it.each<[string, OpinionQuestion, boolean, Pick<Probe, 'target' | 'settings'>]>([
    [
      'at the address that was judged',
      question('tcp', 'mail.example.org:25'),
      true,
      { target: '203.0.113.5:25', settings: {} },
    ],
    [
      'with the name for the certificate',
      question('tls', 'mail.example.org:465', { days: '9' }),
      true,
      { target: '203.0.113.5:465', settings: { days: '9', name: 'mail.example.org' } },
    ],
    [
      'with the name that the certificate is to have',
      question('tls', 'mail.example.org:465', { name: 'www.example.org' }),
      true,
      { target: '203.0.113.5:465', settings: { name: 'www.example.org' } },
    ],
    [
      'in brackets at an address with colons',
      question('tcp', 'six.example.org:25'),
      true,
      { target: '[2001:db8::5]:25', settings: {} },
    ],
    [
      'without brackets by ping',
      question('ping', 'six.example.org'),
      true,
      { target: '2001:db8::5', settings: {} },
    ],
    [
      'at an address as it is asked for',
      question('tls', '[2001:db8::9]:465'),
      true,
      { target: '[2001:db8::9]:465', settings: {} },
    ],
    // The client itself keeps to public addresses, also after a redirect.
    [
      'of http at the name',
      question('http', 'https://mail.example.org/x'),
      true,
      { target: 'https://mail.example.org/x', settings: {} },
    ],
    [
      'for a record of a name that has no address',
      question('dns', 'unknown.org', { resolver: '203.0.113.9' }),
      true,
      { target: 'unknown.org', settings: { resolver: '203.0.113.9' } },
    ],
    [
      'at a host that the owner named, wherever that is',
      question('tcp', 'nas.local:445'),
      false,
      { target: 'nas.local:445', settings: {} },
    ],
    [
      'at public addresses alone where only the name server is one that the owner named',
      question('dns', 'mail.example.org', { resolver: '192.168.1.53' }),
      true,
      { target: 'mail.example.org', settings: { resolver: '192.168.1.53' } },
    ],
  ])('is made %s', async (_how, asked, onlyPublic, probe) => {
    const { lookFor, looks } = open()
    expect(await lookFor(PEER, asked)).toEqual({ answer: 'success', detail: 'fine' })
    expect(looks).toEqual([
      { onlyPublic, probe: { kind: asked.kind, ...probe, every: 12_000, timeout: 3_000 } },
    ])
  })

  const FORBIDDEN = 'this is not allowed here'
  it.each([
    ['at another host of its network', PEER, question('tcp', 'router.local:80'), FORBIDDEN],
    [
      'of a kind that is not allowed',
      { ...PEER, looks: ['ping'] },
      question('tcp', 'mail.example.org:25'),
      FORBIDDEN,
    ],
    [
      'of any kind, where the owner allowed none',
      { ...PEER, looks: [] },
      question('ping', 'mail.example.org'),
      FORBIDDEN,
    ],
    [
      'with a name server of its network',
      PEER,
      question('dns', 'mail.example.org', { resolver: '192.168.1.1' }),
      FORBIDDEN,
    ],
    [
      'with settings that have faults',
      PEER,
      question('tls', 'mail.example.org', { days: 'many' }),
      'the question has faults',
    ],
    [
      'with a file of this machine',
      PEER,
      question('tls', 'mail.example.org', { cafile: '/etc/ssl/own.pem' }),
      'the question has faults',
    ],
    ['at a name that nobody knows', PEER, question('tcp', 'unknown.org:25'), 'its name is not known here'],
  ])('is not made %s', async (_what, peer, asked, detail) => {
    const { lookFor, looks } = open()
    expect(await lookFor(peer, asked)).toEqual({ answer: 'blind', detail })
    expect(looks).toEqual([])
  })

  it('is made ten times a minute at most, for each peer', async () => {
    const { lookFor, looks, clock } = open()
    const ask = (name = 'attic') => lookFor({ ...PEER, name }, question('tcp', 'mail.example.org:25'))
    clock.now = 5_000
    for (let n = 0; n < 10; n++) await ask()
    expect(await ask()).toEqual({ answer: 'blind', detail: 'there were too many questions' })
    expect(looks).toHaveLength(10)
    await ask('shop')
    expect(looks).toHaveLength(11)
    clock.now = 64_999
    await ask()
    expect(looks).toHaveLength(11)
    clock.now = 65_000
    for (let n = 0; n < 11; n++) await ask()
    expect(looks).toHaveLength(21)
  })

  it('is one of three at once at most', async () => {
    let end = () => {}
    const ended = new Promise<Look>(resolve => {
      end = () => resolve({ answer: 'success', detail: 'fine' })
    })
    const { lookFor } = open(() => ended)
    const asked = Array.from({ length: 5 }, () => lookFor(PEER, question('tcp', 'mail.example.org:25')))
    await new Promise(resolve => setImmediate(resolve))
    end()
    expect((await Promise.all(asked)).map(({ answer }) => answer)).toEqual([
      'success',
      'success',
      'success',
      'blind',
      'blind',
    ])
  })

  it('leaves room for others when it has ended, however it did', async () => {
    const { lookFor } = open(() => Promise.reject(new Error('no such property')))
    const ask = () => lookFor(PEER, question('tcp', 'mail.example.org:25'))
    for (let n = 0; n < 4; n++) await expect(ask()).rejects.toThrow('no such property')
    expect(await lookFor(PEER, question('tcp', 'unknown.org:25'))).toEqual({
      ...{ answer: 'blind', detail: 'its name is not known here' },
    })
  })

  it.each<[number, Look['answer'], Look['answer']]>([
    [2_949, 'failure', 'failure'],
    [2_950, 'failure', 'blind'],
    [3_000, 'success', 'success'],
  ])('that took %i ms and is a %s is an opinion: %s', async (ms, seen, opinion) => {
    const { lookFor, clock } = open(async () => {
      clock.now += ms
      return { answer: seen, detail: 'as seen' }
    })
    clock.now = 70_000
    expect(await lookFor(PEER, question('tcp', 'mail.example.org:25'))).toEqual({
      answer: opinion,
      detail: opinion === 'blind' ? 'it did not answer soon enough' : 'as seen',
    })
  })
})
