import { describe, expect, it, onTestFinished } from 'vitest'
import type { ClaimId } from '../../src/domain/peers/ports'
import type { SeenPeer } from '../../src/domain/probes/look'
import type { PeerTrouble } from '../../src/domain/probes/peer-answer'
import { createHttpClient } from '../../src/io/net/http-client'
import { openTrust } from '../../src/io/net/trust'
import { STRAIGHT } from '../../src/io/net/way-out'
import { createAskState } from '../../src/io/peers/ask-peer'
import { createRecognisePeer } from '../../src/io/peers/recognise-peer'
import { itIsAProber, look } from '../contracts/prober'
import { ATTIC, PEER_KEY } from '../support/peers'
import { answer, type Behaviour, hang, refusingUrl, startReceiver } from '../support/receiver'

const http = createHttpClient({
  userAgent: 'intvlm8r/1.0 (test)',
  way: async () => STRAIGHT,
  trust: openTrust([]),
})

/** The tools of a worker, and what it noted for the list of peers. `claimId`: whose the id of an answer is. */
function tools(claimId: ClaimId = async () => undefined) {
  const noted: SeenPeer[] = []
  const peers = {
    self: ATTIC,
    ask: createAskState({ http, now: Date.now, self: ATTIC, claimId }),
    note: async (_target: string, seen: SeenPeer) => void noted.push(seen),
  }
  return { noted, tools: { peers } }
}

async function serving(behaviour: Behaviour): Promise<string> {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  receiver.answerWith(behaviour)
  return receiver.url
}

const OFFICE = { id: 'b0b0b0b0b0b0', boot: 'boot-b', version: '1.2.3', name: 'office' }

/** A watch with these troubles. */
function watch(
  troubles: readonly PeerTrouble[] = [],
  { self = OFFICE, ahead = 0, key = PEER_KEY } = {},
): Behaviour {
  const recognise = createRecognisePeer(() => Date.now() + ahead)
  return (request, response) => {
    const header = String(request.headers['x-intvlm8r-peer'])
    const question = recognise.known(header, [{ name: 'attic', key }])
    if (question === undefined) return void response.writeHead(404).end()
    const verdict = recognise.judge(question, request.path, request.body)
    const status = verdict === 'genuine' ? 200 : 401
    const body = JSON.stringify({ ...self, troubles, isTwin: false })
    response.writeHead(status, { 'X-Intvlm8r-Peer': recognise.sign(question, status, body) }).end(body)
  }
}

const settings = { key: PEER_KEY }
const at = (behaviour: Behaviour, claimId?: ClaimId) => async () => ({
  target: await serving(behaviour),
  settings,
  ...tools(claimId),
})

itIsAProber('peer', {
  success: [
    { when: 'the peer is fine', looking: at(watch()), detail: /^127\.0\.0\.1:\d+ is fine$/ },
    { when: 'its clock is a little off', looking: at(watch([], { ahead: 5_000 })), detail: / is fine$/ },
  ],
  failure: [
    { when: 'it cannot mail', looking: at(watch(['mail'])), detail: /^127\.0\.0\.1:\d+ cannot mail$/ },
    { when: 'it runs no jobs', looking: at(watch(['jobs'])), detail: / runs no jobs$/ },
    {
      when: 'its clock is off',
      looking: at(watch([], { ahead: 61_000 })),
      detail: /^its clock is 1 minute ahead/,
    },
    {
      when: 'it has another key',
      looking: at(watch([], { key: 'x'.repeat(43) })),
      detail: / knows no peer with this key$/,
    },
    {
      when: 'something else answers',
      looking: at(answer(200, 'True')),
      detail: /^the answer of .* \(200\) is not signed/,
    },
    {
      when: 'the address leads back',
      looking: at(watch([], { self: ATTIC })),
      detail: / leads to this watch itself$/,
    },
    {
      when: 'it answers with the identity of another peer',
      looking: at(watch(), async () => 'barn'),
      detail: / is not this peer: it has the identity of the peer barn: one's card is a copy/,
    },
    {
      when: 'nothing listens',
      looking: async () => ({ target: await refusingUrl(), settings, ...tools() }),
      detail: /^127\.0\.0\.1:\d+ does not answer: connection refused by /,
    },
  ],
  blind: [
    {
      when: 'no network here leads to it',
      looking: async () => ({ target: 'http://255.255.255.255', settings, ...tools() }),
      detail: /^(there is no way to|no connection to) 255\.255\.255\.255/,
    },
  ],
  silent: at(hang),
})

describe('a peer with two addresses', () => {
  it('is fine by the second one, with a warning that the first does not lead to it', async () => {
    const first = await refusingUrl()
    const second = await serving(watch())
    const { noted, tools: own } = tools()
    const seen = await look('peer', `${first} ${second}`, { settings, tools: own })
    const [one, other] = [first, second].map(url => new URL(url).host)
    expect(seen).toMatchObject({
      answer: 'success',
      detail: `${other} is fine`,
      warning: `${other} is reached, but ${one} is not`,
    })
    expect(noted).toMatchObject([{ words: 'fine', url: second, version: '1.2.3', name: 'office' }])
  })

  it('is silent where neither answers, and both are named', async () => {
    const urls = [await refusingUrl(), await refusingUrl()]
    const { noted, tools: own } = tools()
    const { answer: how, detail } = await look('peer', urls.join(' '), { settings, tools: own })
    expect(how).toBe('failure')
    for (const url of urls) expect(detail).toContain(`${new URL(url).host} does not answer`)
    expect(noted).toEqual([{ at: expect.any(Number), words: 'no answer' }])
  })
})
