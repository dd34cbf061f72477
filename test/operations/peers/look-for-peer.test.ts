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
  lookHosts: ['nas.local'],
}
const question = (kind: OpinionQuestion['kind'], target: string, settings = {}): OpinionQuestion => ({
  kind,
  target,
  settings,
})

/** Hosts below example.org are public, and have one address. */
function open(look: (probe: Probe) => Promise<Look> = async () => ({ answer: 'success', detail: 'fine' })) {
  const clock = { now: 0 }
  const looks: { readonly probe: Probe; readonly onlyPublic: boolean }[] = []
  const lookFor = createLookForPeer({
    look: async (probe, onlyPublic) => {
      looks.push({ probe, onlyPublic })
      return await look(probe)
    },
    placeOf: async host =>
      host.endsWith('example.org')
        ? { isPublic: true, address: '203.0.113.5' }
        : { isPublic: host === 'unknown.org' },
    steady: () => clock.now,
  })
  return { lookFor, looks, clock }
}

describe('a look for a peer', () => {
  it('is made at a public host, at the address that was judged', async () => {
    const { lookFor, looks } = open()
    expect(await lookFor(PEER, question('tcp', 'mail.example.org:25'))).toEqual({
      answer: 'success',
      detail: 'fine',
    })
    await lookFor(PEER, question('tls', 'mail.example.org:465'))
    await lookFor(PEER, question('http', 'https://www.example.org/x'))
    expect(looks).toMatchObject([
      { onlyPublic: true, probe: { target: '203.0.113.5:25', timeout: 3_000 } },
      { onlyPublic: true, probe: { target: '203.0.113.5:465', settings: { name: 'mail.example.org' } } },
      // The client itself keeps to public addresses, also after a redirect.
      { onlyPublic: true, probe: { target: 'https://www.example.org/x' } },
    ])
  })

  it('is made at a host that the owner named, wherever that is', async () => {
    const { lookFor, looks } = open()
    await lookFor(PEER, question('tcp', 'nas.local:445'))
    expect(looks).toMatchObject([{ onlyPublic: false, probe: { target: 'nas.local:445' } }])
  })

  it.each([
    ['at another host of its network', PEER, question('tcp', 'router.local:80')],
    ['of a kind that is not allowed', { ...PEER, looks: ['ping'] }, question('tcp', 'mail.example.org:25')],
    [
      'of any kind, where the owner allowed none',
      { ...PEER, looks: [] },
      question('ping', 'mail.example.org'),
    ],
    ['with a name server of its network', PEER, question('dns', 'example.org', { resolver: '192.168.1.1' })],
    ['with settings that have faults', PEER, question('tls', 'mail.example.org', { days: 'many' })],
    ['at a name that nobody knows', PEER, question('tcp', 'unknown.org:25')],
  ])('is not made %s', async (_what, peer, asked) => {
    const { lookFor, looks } = open()
    expect((await lookFor(peer, asked)).answer).toBe('blind')
    expect(looks).toEqual([])
  })

  it('is made ten times a minute at most, for each peer', async () => {
    const { lookFor, looks, clock } = open()
    const ask = (name = 'attic') => lookFor({ ...PEER, name }, question('tcp', 'mail.example.org:25'))
    for (let n = 0; n < 12; n++) await ask()
    expect(looks).toHaveLength(10)
    await ask('shop')
    expect(looks).toHaveLength(11)
    clock.now = 60_000
    await ask()
    expect(looks).toHaveLength(12)
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

  it('that only ran out of its own time is no opinion', async () => {
    const clocks: { now: number }[] = []
    const { lookFor, clock } = open(async () => {
      for (const each of clocks) each.now += 3_000
      return { answer: 'failure', detail: 'it did not answer in time' }
    })
    clocks.push(clock)
    expect((await lookFor(PEER, question('tcp', 'mail.example.org:25'))).answer).toBe('blind')
  })
})
