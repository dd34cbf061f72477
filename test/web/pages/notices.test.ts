import { expect, test } from 'vitest'
import { announceFaults } from '../../../src/web/pages/announce-faults'
import { readChannelTroubles } from '../../../src/web/pages/channel-troubles'
import { createDoubts } from '../../../src/web/pages/doubts'
import { noticesOf, readMessages } from '../../../src/web/pages/notices'

const NOW = Date.UTC(2026, 10, 28, 12)
const ZMQ = {
  kind: 'ok',
  settings: { zmq: { bind: ['tcp://*:5555'], bindsub: [], connect: [], publish: [] } },
}

function ports(given: object = {}) {
  return {
    now: () => NOW,
    losses: { current: async () => undefined, damaged: async () => 0 },
    copyTrouble: async () => undefined,
    fileFaults: async () => ({ expected: [], checklist: [] }),
    tls: async () => 'off',
    settings: { read: async () => ({ kind: 'unreadable', reason: 'x' }) },
    channels: { list: async () => [], names: async () => [] },
    channelStore: { subscriptions: async () => [] },
    deliveries: { failing: async () => new Map() },
    certificate: { kind: 'none', facts: async () => undefined, selfSigned: () => ({}) },
    system: { recentFacts: async () => undefined, zoneProblem: () => undefined },
    ...given,
  } as never
}
const titles = async (given: object, doubts = createDoubts()) =>
  (await noticesOf(ports(given), doubts)).map(({ title }) => title)

test('an appliance that is well has no notices', async () => {
  const doubts = createDoubts()
  expect(await noticesOf(ports(), doubts)).toEqual([])
  expect(doubts.sentences()).toEqual([])
})

test('a zone, a machine and a copy in trouble have a notice each', async () => {
  const facts = {
    memory: { available: 1e9, total: 1e9 },
    units: [],
    clockSynchronised: false,
  }
  const system = {
    recentFacts: async () => facts,
    zoneProblem: () => 'TZ is nonsense',
  }
  const found = await noticesOf(
    ports({ system, copyTrouble: async () => 'the disk is full' }),
    createDoubts(),
  )
  expect(found).toContainEqual({ title: 'Times are wrong.', sentences: ['TZ is nonsense.'] })
  expect(found).toContainEqual({
    title: 'The machine needs attention.',
    sentences: ['Its clock is not synchronised, so times may be wrong: is there a time server?'],
  })
  expect(found).toHaveLength(3)
})

test('what cannot be read is a doubt, but for the facts of the machine', async () => {
  const doubts = createDoubts()
  const fails = () => Promise.reject(new Error('WRONGTYPE'))
  const given = {
    losses: { current: fails, damaged: fails },
    channels: { list: fails, names: fails },
    settings: { read: async () => ZMQ },
    messages: fails,
    peers: { showGroup: fails },
    system: { recentFacts: fails, zoneProblem: () => undefined },
  }
  expect(await titles(given, doubts)).toEqual([])
  expect(
    doubts
      .sentences()
      .map(text => text.replace(/ cannot be read: .*/, ''))
      .sort(),
  ).toEqual([
    'The group of watches',
    'The state of check-ins by 0MQ',
    'Whether data were lost',
    'Whether the channels deliver',
  ])
})

test('0MQ is told about only where the INI names an address for it', async () => {
  const messages = async () => ({ isReceived: false, counts: {} })
  const read = (reading: object, state: typeof messages | undefined = messages) =>
    readMessages({ settings: { read: async () => reading }, messages: state } as never)
  expect(await read(ZMQ)).toEqual({ isReceived: false, counts: {} })
  expect(
    await read({ kind: 'ok', settings: { zmq: { bind: [], bindsub: [], connect: [], publish: [] } } }),
  ).toBeUndefined()
  expect(await read({ kind: 'unreadable', reason: 'x' })).toBeUndefined()
  expect(await readMessages({ settings: { read: async () => ZMQ } } as never)).toBeUndefined()
  expect(await titles({ settings: { read: async () => ZMQ }, messages })).toEqual([
    'Messages by 0MQ are not received.',
  ])
})

test('a channel for browsers that no browser takes is in trouble', async () => {
  const push = (name: string) => ({ name, kind: 'web-push', origin: 'page', settings: {} })
  const troubles = await readChannelTroubles(
    ports({
      channels: {
        list: async () => [push('empty'), push('full'), { ...push('phone'), kind: 'ntfy' }],
        names: async () => ['empty', 'full', 'phone'],
      },
      channelStore: { subscriptions: async (name: string) => (name === 'full' ? [{}] : []) },
    }),
  )
  expect(JSON.stringify(troubles)).toContain('empty')
  expect(JSON.stringify(troubles)).not.toMatch(/full|phone/)
})

test('a window may be announced by channels that there are', async () => {
  const faults = (announce: string, names: readonly string[]) =>
    announceFaults({ channels: { list: async () => names.map(name => ({ name })) } } as never, {
      name: 'w',
      origin: 'page',
      settings: { announce },
    })
  expect(await faults('', ['phone'])).toEqual([])
  expect(await faults('phone', ['phone'])).toEqual([])
  expect(await faults('phone gone', ['phone', 'mail'])).toEqual([
    { key: 'announce', reason: 'there is no channel "gone"; there are: phone, mail' },
  ])
  expect(await faults('gone', [])).toEqual([
    { key: 'announce', reason: 'there is no channel "gone"; there are: none' },
  ])
})

test('a certificate that cannot be used is told', async () => {
  const certificate = { kind: 'files', facts: async () => undefined, selfSigned: () => ({}) }
  const found = await noticesOf(ports({ certificate, tls: async () => 'broken' }), createDoubts())
  expect(JSON.stringify(found)).toContain('It cannot be used, as [Web] tlscert and tlskey name it.')
  const facts = { from: NOW - 1_000, until: NOW + 90 * 86_400_000 }
  const sound = { ...certificate, facts: async () => facts }
  expect(await titles({ certificate: sound, tls: async () => 'on' })).toEqual([])
  expect(await titles({ certificate: sound, tls: async () => 'broken' })).toHaveLength(1)
})

test('faults of the files that the INI names are told', async () => {
  const fileFaults = async () => ({ expected: ['a.json has a fault'], checklist: [] })
  expect(await titles({ fileFaults })).toEqual(['Expected events are not taken up.'])
})
