import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { OutgoingRequest, Phases } from '../../../src/domain/net/exchange'
import type { HttpClient } from '../../../src/domain/net/http-client'
import type { PeerVerdict } from '../../../src/domain/peers/ports'
import { createAskPeer, createAskState } from '../../../src/io/peers/ask-peer'
import { createRecognisePeer } from '../../../src/io/peers/recognise-peer'
import { drawKey, keyIdOf, readQuestion } from '../../../src/io/peers/signature'
import { ATTIC, http, PEER_KEY } from '../../support/peers'
import { startReceiver } from '../../support/receiver'

const START = 1_795_867_200_000
const CELLAR = { id: 'ce11a4', boot: 'boot-cellar', version: '2.0', name: 'cellar' }
const FINE = { ...CELLAR, troubles: ['mail'], isTwin: false }
const HEART = { mark: 'same', isShared: true }

/** What the asker's clock shows at its readings; the last one goes on. */
let clock: readonly number[] = []
let aheadMs = 0
function now(): number {
  const [first = START, ...rest] = clock
  if (rest.length > 0) clock = rest
  return first
}

beforeEach(() => {
  clock = [START]
  aheadMs = 0
})

const peerApp = (key = PEER_KEY) => ({ peers: createRecognisePeer(() => START + aheadMs), key })

/** A peer on a real port: its web apps answer in turn. `answers`: by the number of the genuine question. */
async function startPeer(
  apps: readonly ReturnType<typeof peerApp>[],
  answers: (genuine: number) => { readonly status?: number; readonly body: string } = () => ({
    body: JSON.stringify(FINE),
  }),
) {
  const receiver = await startReceiver()
  onTestFinished(() => receiver.close())
  const verdicts: PeerVerdict[] = []
  let genuine = 0
  receiver.answerWith((request, response) => {
    const app = apps[verdicts.length % apps.length]
    const header = String(request.headers['x-intvlm8r-peer'])
    const question = app?.peers.known(header, [{ name: 'attic', key: app.key }])
    if (app === undefined || question === undefined) return void response.writeHead(404).end('no peer')
    const verdict = app.peers.judge(question, request.path.replace('/watch', ''), request.body)
    verdicts.push(verdict)
    const { status = 200, body } = verdict === 'genuine' ? answers(++genuine) : { status: 401, body: '{}' }
    response.writeHead(status, { 'X-Intvlm8r-Peer': app.peers.sign(question, status, body) }).end(body)
  })
  return { url: receiver.url, requests: receiver.requests, verdicts }
}

const within = () => ({ deadlineMs: 5_000, signal: AbortSignal.timeout(10_000) })

/** A client that answers at once by these phases, over the real one. */
const timed = (phases: Phases): HttpClient => ({
  send: async (...args) => ({ ...(await http.send(...args)), phases }),
})

describe('a question', () => {
  const question = (url: string, key = PEER_KEY) =>
    ({ url, key, path: '/peer/ask', message: { a: 1 }, ...within() }) as const

  it('is asked again with the challenge of the peer, and from then on only once', async () => {
    const peer = await startPeer([peerApp()], () => ({ body: '{"b":2}' }))
    const ask = createAskPeer({ http, now })
    aheadMs = 77
    clock = [START, START + 3, START + 10, START + 14]
    expect(await ask(question(`${peer.url}/watch//`))).toEqual({
      kind: 'signed',
      status: 200,
      value: { b: 2 },
      at: START + 77,
      exchange: expect.objectContaining({ kind: 'answer', status: 200, body: '{"b":2}' }),
      began: START + 10,
      elapsed: 4,
    })
    expect(peer.verdicts).toEqual(['stale', 'genuine'])
    await ask(question(`${peer.url}/watch//`))
    expect(peer.verdicts).toEqual(['stale', 'genuine', 'genuine'])
    const [first] = peer.requests
    expect(first).toMatchObject({ method: 'POST', path: '/watch/peer/ask', body: '{"a":1}' })
    expect(first?.headers['content-type']).toBe('application/json')
    expect(readQuestion(String(first?.headers['x-intvlm8r-peer']))).toMatchObject({
      keyId: keyIdOf(PEER_KEY),
      at: START,
      challenge: '-',
    })
  })

  it('reaches each of four web apps with its own challenge, and is answered by no fifth', async () => {
    const four = await startPeer([peerApp(), peerApp(), peerApp(), peerApp()])
    const ask = createAskPeer({ http, now })
    expect(await ask(question(four.url))).toMatchObject({ kind: 'signed', status: 200 })
    expect(four.verdicts).toEqual(['stale', 'stale', 'stale', 'stale', 'genuine'])
    await ask(question(four.url))
    expect(four.verdicts).toHaveLength(6)
    expect(four.verdicts[5]).toBe('genuine')
    const five = await startPeer([peerApp(), peerApp(), peerApp(), peerApp(), peerApp()])
    expect(await ask(question(five.url))).toMatchObject({ kind: 'signed', status: 401 })
    expect(five.verdicts).toEqual(['stale', 'stale', 'stale', 'stale', 'stale'])
  })

  it('has challenges of its own for each key and each address', async () => {
    const key = drawKey()
    const [one, other] = [await startPeer([peerApp()]), await startPeer([peerApp(key)])]
    const ask = createAskPeer({ http, now })
    for (const each of [question(one.url), question(other.url, key), question(one.url)]) await ask(each)
    expect(one.verdicts).toEqual(['stale', 'genuine', 'genuine'])
    expect(other.verdicts).toEqual(['stale', 'genuine'])
    const challengeOf = (request?: { readonly headers: object }) =>
      readQuestion(Object.fromEntries(Object.entries(request?.headers ?? {}))['x-intvlm8r-peer'])?.challenge
    expect(challengeOf(other.requests[0])).toBe('-')
  })

  it('is asked of a peer with any certificate, of no other address, and has room for what its door sends', async () => {
    const sent: unknown[] = []
    const client: HttpClient = {
      send: async (request, options) => {
        const { redirects, bodyLimit, anyCertificate, url } = request as OutgoingRequest
        sent.push({
          url,
          redirects,
          bodyLimit,
          anyCertificate,
          notAfter: options.notAfter,
          ms: options.deadlineMs,
        })
        return { kind: 'broken', breakdown: 'dns', detail: 'no name', at: START, phases: { total: 1 } }
      },
    }
    const ask = createAskPeer({ http: client, now })
    const same = { redirects: 0, anyCertificate: true, notAfter: Number.POSITIVE_INFINITY, ms: 5_000 }
    for (const path of ['/peer/ask', '/peer/group'] as const)
      expect(await ask({ ...question('http://attic'), path })).toEqual({
        ...{ kind: 'broken', breakdown: 'dns', detail: 'no name', at: START, phases: { total: 1 } },
      })
    expect(sent).toEqual([
      { ...same, url: 'http://attic/peer/ask', bodyLimit: 16_384 },
      { ...same, url: 'http://attic/peer/group', bodyLimit: 1_048_576 },
    ])
  })

  it('is not answered by what has no signature; what is signed and no JSON has no value', async () => {
    const peer = await startPeer([peerApp()], () => ({ body: 'no JSON' }))
    const ask = createAskPeer({ http, now })
    expect(await ask(question(peer.url, drawKey()))).toEqual({ kind: 'unsigned', status: 404 })
    const answered = await ask(question(peer.url))
    expect(answered).toMatchObject({ kind: 'signed', status: 200 })
    expect(answered).toHaveProperty('value', undefined)
  })
})

describe('the state of a peer', () => {
  const stateOf = (url: string, more: Partial<Parameters<typeof createAskState>[0]> = {}, key = PEER_KEY) =>
    createAskState({ http, now, self: ATTIC, ...more })(url, key, within())

  it('is what it says of itself, with the time that it took and the difference of the clocks', async () => {
    const peer = await startPeer([peerApp()])
    aheadMs = 1_000
    const phases = { dns: 1, tcp: 4, answer: 20, total: 24 }
    clock = [START]
    expect(await stateOf(peer.url, { http: timed(phases) })).toEqual({
      kind: 'answer',
      answer: { ...CELLAR, troubles: ['mail'], isTwin: false },
      took: 24,
      offset: 988,
      doubt: 9,
      isTwin: false,
    })
    expect(JSON.parse(peer.requests[0]?.body ?? '')).toEqual(ATTIC)
  })

  it.each([
    ['with TLS', { tcp: 4, tls: 10, answer: 20, total: 24 }, 0, { took: 24, offset: -15, doubt: 6 }],
    ['over a connection that was there', { answer: 20, total: 24 }, 0, { took: 24, offset: -10, doubt: 11 }],
    ['without a first byte', { tcp: 4, total: 24 }, 0, { took: 24, offset: -14, doubt: 11 }],
    ['of a busy program', { tcp: 4, answer: 20, total: 24 }, 54, { took: 24, offset: -27, doubt: 24 }],
  ])(
    'has the clock of the peer between its question and its answer, %s',
    async (_way, phases, ms, clocks) => {
      const peer = await startPeer([peerApp()])
      clock = [START, START, START, START + ms]
      expect(await stateOf(peer.url, { http: timed(phases) })).toMatchObject(clocks)
    },
  )

  it('tells of its heartbeats and hears of those of the peer: shared on purpose, doubled, or apart', async () => {
    for (const [own, theirs, hearts] of [
      [HEART, HEART, 'shared'],
      [HEART, { ...HEART, isShared: false }, 'doubled'],
      [HEART, { ...HEART, mark: 'another' }, undefined],
      [undefined, HEART, undefined],
    ] as const) {
      const peer = await startPeer([peerApp()], () => ({ body: JSON.stringify({ ...FINE, heart: theirs }) }))
      const asked = await stateOf(peer.url, { heart: async key => (key === PEER_KEY ? own : undefined) })
      expect(asked).toMatchObject({ kind: 'answer', answer: { heart: theirs } })
      expect('hearts' in asked ? asked.hearts : undefined).toBe(hearts)
      expect(JSON.parse(peer.requests[0]?.body ?? '')).toEqual(own ? { ...ATTIC, heart: own } : ATTIC)
    }
  })

  it('is that of a twin where another machine with its id answered before, for a quarter of an hour', async () => {
    const boots = ['one', 'two', 'one', 'one', 'one']
    const peer = await startPeer([peerApp()], genuine => ({
      body: JSON.stringify({ ...FINE, boot: boots[genuine - 1] }),
    }))
    const ask = createAskState({ http, now, self: ATTIC })
    const isTwin = async () => {
      const asked = await ask(peer.url, PEER_KEY, within())
      return 'isTwin' in asked && asked.isTwin
    }
    expect([await isTwin(), await isTwin(), await isTwin()]).toEqual([false, false, true])
    clock = [START + 899_999]
    expect(await isTwin()).toBe(true)
    clock = [START + 900_000]
    expect(await isTwin()).toBe(false)
  })

  it('is not asked further where the id belongs to another peer, unless it is the own one, or Redis is away', async () => {
    const claimed: unknown[] = []
    const claimId = async (...claim: readonly string[]) => {
      claimed.push(claim)
      return 'cellar'
    }
    const peer = await startPeer([peerApp()])
    expect(await stateOf(peer.url, { claimId })).toEqual({ kind: 'passes', passesFor: 'cellar' })
    expect(claimed).toEqual([[PEER_KEY, 'ce11a4']])
    expect(await stateOf(peer.url, { claimId, self: { ...ATTIC, id: CELLAR.id } })).toMatchObject({
      kind: 'answer',
    })
    expect(claimed).toHaveLength(1)
    const broken = () => Promise.reject(new Error('Redis is away'))
    expect(await stateOf(peer.url, { claimId: broken })).toMatchObject({ kind: 'answer' })
    expect(await stateOf(peer.url, { claimId: async () => undefined })).toMatchObject({ kind: 'answer' })
  })

  it.each([
    [409, '{"passesFor":"attic"}', { kind: 'refused', passesFor: 'attic' }],
    [409, '{}', { kind: 'unreadable', status: 409 }],
    [200, '{"passesFor":"attic"}', { kind: 'unreadable', status: 200 }],
    [200, 'no JSON', { kind: 'unreadable', status: 200 }],
    [503, JSON.stringify(FINE), { kind: 'unreadable', status: 503 }],
  ])('of a signed answer %i %s is %o', async (status, body, asked) => {
    const peer = await startPeer([peerApp()], () => ({ status, body }))
    expect(await stateOf(peer.url)).toEqual(asked)
  })

  it('is unknown where the peer has no such key, unproven without a signature, broken without an answer', async () => {
    const peer = await startPeer([peerApp()])
    expect(await stateOf(peer.url, {}, drawKey())).toEqual({ kind: 'unknown', status: 404 })
    const receiver = await startReceiver()
    expect(await stateOf(receiver.url)).toEqual({ kind: 'unproven', status: 200 })
    await receiver.close()
    expect(await stateOf(receiver.url)).toMatchObject({ kind: 'broken', breakdown: 'connection' })
  })
})
