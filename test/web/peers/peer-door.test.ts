import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { keyIdOf, readAnswerHead, signQuestion } from '../../../src/io/peers/signature'
import { makeSelfSigned } from '../../support/certificates'
import { ownAddress } from '../../support/own-address'
import { ATTIC, asker, http, PEER_KEY } from '../../support/peers'
import { answer, startReceiver } from '../../support/receiver'
import { type Served, serve } from '../../support/serve'
import { shareRedis } from '../../support/shared-redis'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
/** Another peer stands before it: whose key a question has decides what it may. */
const GARAGE_KEY = 'g'.repeat(43)
const GARAGE = `[peer.garage]\nurl = http://garage:8080\nkey = ${GARAGE_KEY}\nlooks = ping\n`
const PEER = `${GARAGE}[peer.attic]\nurl = http://attic:8080\nkey = ${PEER_KEY}\n`
const WORK = '{intvlm8r}:peers:work'

let web: TestWeb
let served: Served

beforeEach(async () => {
  web = await openWeb({ ini: INI.replace('= 10', '= Off') + PEER, redis: redis.target })
  served = await serve(web.app)
})
afterEach(async () => {
  served.close()
  await web.close()
})

/** A question as it goes over the wire; the parts that are given replace those that are right. */
async function send({
  path = '/peer/ask',
  header,
  body = JSON.stringify(ATTIC),
}: {
  path?: string
  header: string
  body?: string
}) {
  const response = await fetch(served.url + path, {
    method: 'POST',
    headers: { 'X-Intvlm8r-Peer': header },
    body,
  })
  const text = await response.text()
  return { status: response.status, text, signature: response.headers.get('X-Intvlm8r-Peer') ?? undefined }
}
const NONCE = 'n'.repeat(16)
const BODY = JSON.stringify(ATTIC)
const signed = (challenge: string, { nonce = NONCE, body = BODY, path = '/peer/ask', key = PEER_KEY } = {}) =>
  signQuestion(key, { keyId: keyIdOf(key), nonce, at: 1_795_860_000_000, challenge }, path, body)

/** The challenge that the door wants at present. */
async function challenge(): Promise<string> {
  const { text, signature } = await send({ header: signed('-') })
  return readAnswerHead(PEER_KEY, signature, NONCE, 401, text)?.challenge ?? ''
}

describe('an id is bound to the key by which it was shown', () => {
  const OTHER_KEY = 'o'.repeat(43)
  const OFFICE = { id: 'b0b0b0b0b0b0', boot: 'boot-office', version: '1.2.3', name: 'office' }

  beforeEach(async () => {
    await web.writeIni(`${await web.ini()}[peer.office]\nurl = http://office:8080\nkey = ${OTHER_KEY}\n`)
    await asker().state(served.url)
    await asker(OFFICE).state(served.url, OTHER_KEY)
  })

  it('a peer that shows the id of another one is refused at every door, and named', async () => {
    const posing = { ...ATTIC, boot: 'boot-office' }
    expect(await asker(posing).state(served.url, OTHER_KEY)).toEqual({ kind: 'refused', passesFor: 'attic' })
    const message = JSON.stringify(posing)
    for (const path of ['/peer/group', '/peer/edit', '/peer/look', '/peer/incident']) {
      const fresh = await send({
        header: signed('-', { key: OTHER_KEY, path, body: message }),
        path,
        body: message,
      })
      const wanted = readAnswerHead(OTHER_KEY, fresh.signature, NONCE, 401, fresh.text)?.challenge ?? ''
      const nonce = randomUUID()
      const header = signed(wanted, { key: OTHER_KEY, path, body: message, nonce })
      const { status, text } = await send({ header, path, body: message })
      expect([path, status, JSON.parse(text).passesFor]).toEqual([path, 409, 'attic'])
    }
    expect(web.logged.filter(line => line.includes('is refused'))).toEqual([
      "warn the peer office is refused: it has the identity of the peer attic: one's card is a copy of the other's, or somebody passes for it; remove identity.json, identity.copy.json and redis/ in the state folder of the copy",
    ])
    expect((await web.ports.peers.board.questions()).get('office')).toMatchObject({ passesFor: 'attic' })
    // Its own name is as good as ever.
    expect(await asker().state(served.url)).toMatchObject({ kind: 'answer' })
    expect(await asker(OFFICE).state(served.url, OTHER_KEY)).toMatchObject({ kind: 'answer' })
    expect((await web.ports.peers.board.questions()).get('office')).not.toHaveProperty('passesFor')
  })

  it('a peer that shows the id of this watch is refused', async () => {
    const posing = { ...OFFICE, id: 'a0a0a0a0a0a0' }
    expect(await asker(posing).state(served.url, OTHER_KEY)).toEqual({
      kind: 'refused',
      passesFor: 'this watch',
    })
  })

  it('a peer that was set up anew has another id, and the former one is free', async () => {
    expect(await asker({ ...OFFICE, id: 'c1c1c1c1c1c1' }).state(served.url, OTHER_KEY)).toMatchObject({
      kind: 'answer',
    })
    expect(await asker({ ...ATTIC, id: OFFICE.id }).state(served.url)).toMatchObject({ kind: 'answer' })
  })

  it('the machine that came later of two with one identity and one key gets no answer in the group', async () => {
    const [one, copy] = [ATTIC, { ...ATTIC, boot: 'boot-copy' }]
    for (const self of [one, copy, one, copy]) await asker(self).state(served.url)
    const statusOf = async (self: typeof ATTIC) => {
      const body = JSON.stringify(self)
      const path = '/peer/group'
      const fresh = await send({ header: signed('-', { path, body }), path, body })
      const wanted = readAnswerHead(PEER_KEY, fresh.signature, NONCE, 401, fresh.text)?.challenge ?? ''
      const { status } = await send({
        header: signed(wanted, { nonce: randomUUID(), path, body }),
        path,
        body,
      })
      return status
    }
    // The other one is answered: it is in no group here.
    expect([await statusOf(copy), await statusOf(one)]).toEqual([409, 404])
  })
})

describe('a peer that asks', () => {
  it('gets the state of this watch', async () => {
    await redis.admin.hset(WORK, { sweep: Date.now(), probes: Date.now() })
    expect(await asker().state(served.url)).toMatchObject({
      kind: 'answer',
      answer: { id: 'a0a0a0a0a0a0', version: '1.2.3', troubles: [], isTwin: false },
      isTwin: false,
    })
  })

  it('learns that a sweep has not run for two minutes', async () => {
    await redis.admin.hset(WORK, { sweep: Date.now() - 121_000, probes: Date.now() })
    expect(await asker().state(served.url)).toMatchObject({ answer: { troubles: ['jobs'] } })
  })

  it('learns how far both clocks are apart', async () => {
    const asked = await asker(ATTIC, () => Date.now() - 60_000).state(served.url)
    expect(asked).toMatchObject({ kind: 'answer' })
    const { offset = 0, doubt = 0 } = asked as { offset?: number; doubt?: number }
    expect(Math.abs(offset - 60_000)).toBeLessThanOrEqual(doubt + 1)
  })

  it('counts a wait before the question as a doubt about that', async () => {
    const busy: typeof http = {
      ...http,
      send: async (...question) => {
        const until = performance.now() + 150
        while (performance.now() < until);
        return await http.send(...question)
      },
    }
    const asked = await asker(ATTIC, Date.now, busy).state(served.url)
    const { offset = Number.NaN, doubt = 0 } = asked as { offset?: number; doubt?: number }
    expect(Math.abs(offset)).toBeLessThanOrEqual(doubt + 1)
  })

  it('gets a mark of the heartbeat URL that shows it to nobody, and when one was sent', async () => {
    await web.writeIni(`${INI}${PEER}`)
    await web.ports.result.write({ at: Date.now() - 5_000, result: '200' })
    const asked = await asker().state(served.url)
    const { mark = '', sentAgo = 0 } = (asked.kind === 'answer' && asked.answer.heart) || {}
    expect(mark).toMatch(/^[\w-]{22}$/)
    expect(sentAgo).toBeGreaterThanOrEqual(4_000)
    expect(sentAgo).toBeLessThan(60_000)
    expect(JSON.stringify(asked)).not.toContain('secret-token')
    expect(asked).toMatchObject({ answer: { heart: { isShared: false, sentAgo } } })
    // What the peer on duty has sent is not this watch's own.
    await web.writeIni(`${INI.replace('= 10', '= 10\nheartbeatduty = group')}${PEER}`)
    await web.ports.result.write({ at: Date.now(), result: 'Peer' })
    const again = await asker().state(served.url)
    expect(again).toMatchObject({ answer: { heart: { mark, isShared: true } } })
    expect(again).not.toHaveProperty('answer.heart.sentAgo')
  })

  it('is asked once more by itself after a restart of this web app', async () => {
    const ask = asker()
    await ask.state(served.url)
    const again = await web.restarted()
    const other = await serve(again.app)
    onTestFinished(async () => {
      other.close()
      await again.close()
    })
    expect(await ask.state(other.url)).toMatchObject({ kind: 'answer' })
  })

  it('is answered where one address leads to two web apps in turn', async () => {
    const twin = await openWeb({ ini: await web.ini(), redis: redis.target })
    onTestFinished(twin.close)
    let turn = 0
    const balanced = await serve((request, response) =>
      (turn++ % 2 === 0 ? web : twin).app(request, response),
    )
    onTestFinished(balanced.close)
    const ask = asker()
    for (let n = 0; n < 5; n++) expect(await ask.state(balanced.url)).toMatchObject({ kind: 'answer' })
    // Both challenges are known by now.
    const before = turn
    await ask.state(balanced.url)
    expect(turn).toBe(before + 1)
  })

  it('is answered over TLS with any certificate, since the answer is signed', async () => {
    const server = createServer(makeSelfSigned(30), web.app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    expect(await asker().state(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)).toMatchObject({
      kind: 'answer',
    })
  })

  it('is named on the page and the board, and nothing of it goes to the disk', async () => {
    const sizeOf = async () => /aof_current_size:(\d+)/.exec(await redis.admin.info('persistence'))?.[1]
    await asker().state(served.url)
    const before = await sizeOf()
    for (let asked = 0; asked < 20; asked++) await asker().state(served.url)
    const questions = await web.ports.peers.board.questions()
    expect([...questions]).toMatchObject([['attic', { ...ATTIC }]])
    expect(before).toMatch(/^\d+$/)
    expect(await sizeOf()).toBe(before)
  })

  it('is told when two machines ask with its identity', async () => {
    const [one, other] = [asker({ ...ATTIC, boot: 'one' }), asker({ ...ATTIC, boot: 'other' })]
    expect(await one.state(served.url)).toMatchObject({ answer: { isTwin: false } })
    expect(await other.state(served.url)).toMatchObject({ answer: { isTwin: false } })
    expect(await one.state(served.url)).toMatchObject({ answer: { isTwin: true } })
  })

  it('never sends the key', async () => {
    const receiver = await startReceiver()
    onTestFinished(receiver.close)
    receiver.answerWith(answer(200, '{}'))
    expect(await asker().state(receiver.url)).toEqual({ kind: 'unproven', status: 200 })
    expect(receiver.requests).toHaveLength(1)
    expect(JSON.stringify(receiver.requests)).not.toContain(PEER_KEY)
  })
})

describe('strangers', () => {
  it('with another key are not known', async () => {
    expect(await asker().state(served.url, 'x'.repeat(43))).toEqual({ kind: 'unknown', status: 404 })
    expect(await send({ header: signed('-', { key: 'x'.repeat(43) }) })).toEqual({
      status: 404,
      text: '{"error":"this watch knows no peer with this key"}',
      signature: undefined,
    })
  })

  it.each(['/peer', '/peer/', '/peer/asks', '/peer/ask/', '/peer/ask?x=1', '/PEER/ask'])(
    'find no door at %s, also with a key',
    async path => {
      expect(await send({ path, header: signed('-', { path }) })).toEqual({
        status: 401,
        text: expect.stringContaining('Log in first.'),
        signature: undefined,
      })
    },
  )

  it.each(['', '1', '1 abc', `2 ${keyIdOf(PEER_KEY)} ${NONCE} 1 - x`, 'x'.repeat(8_000)])(
    'with the header %j get nothing',
    async header => {
      expect(await send({ header })).toMatchObject({ status: 404, signature: undefined })
    },
  )

  it('who ask again and again have to wait, and a peer at the same address has not', async () => {
    expect(await send({ header: signed(await challenge()) })).toMatchObject({ status: 200 })
    const statuses = new Set<number>()
    for (let n = 0; n < 31; n++)
      statuses.add((await send({ header: `1 ${'0'.repeat(16)} ${NONCE} 1 - x` })).status)
    expect([...statuses]).toEqual([404, 429])
    expect(await send({ header: `1 ${'0'.repeat(16)} ${NONCE} 1 - x` })).toMatchObject({
      text: '{"error":"too many questions with unknown keys; wait for a minute"}',
    })
    // The same nonce once more: its signature was judged.
    expect(await send({ header: signed(await challenge()) })).toMatchObject({ status: 401 })
  })

  it('learn nothing by GET', async () => {
    for (const path of ['ask', 'join', 'look', 'incident', 'group', 'edit', 'arrivals']) {
      const response = await fetch(`${served.url}/peer/${path}`)
      expect([path, response.status, response.headers.get('allow'), await response.json()]).toEqual([
        ...[path, 405, 'POST', { error: 'POST only' }],
      ])
    }
  })

  it('get their answer before they have sent a body', async () => {
    const response = await fetch(`${served.url}/peer/ask`, {
      method: 'POST',
      duplex: 'half',
      body: new ReadableStream({ start: controller => controller.enqueue(new Uint8Array(10)) }),
    } as RequestInit)
    expect(response.status).toBe(404)
  })
})

describe('a question', () => {
  it('is taken once: the same one again is stale', async () => {
    const header = signed(await challenge())
    expect(await send({ header })).toMatchObject({ status: 200 })
    expect(await send({ header })).toMatchObject({ status: 401 })
  })

  it('of an earlier run of the door is stale', async () => {
    expect(await send({ header: signed('c'.repeat(16)) })).toMatchObject({ status: 401 })
  })

  it('that was signed for another body or another path is refused', async () => {
    const now = await challenge()
    const other = { ...ATTIC, name: 'other' }
    expect(await send({ header: signed(now), body: JSON.stringify(other) })).toMatchObject({
      status: 403,
      text: '{"error":"the question is not signed with the key"}',
      signature: undefined,
    })
    expect(await send({ header: signed(now), path: '/peer/join' })).toMatchObject({ status: 403 })
  })

  it.each([1, 2, 3, 4, 5])('is refused when its field %i is another one', async field => {
    const fields = signed(await challenge()).split(' ')
    const changed = fields.map((text, index) =>
      index === field ? text.replace(/.$/, text.endsWith('1') ? '2' : '1') : text,
    )
    const { status, signature } = await send({ header: changed.join(' ') })
    expect([403, 404]).toContain(status)
    expect(signature).toBeUndefined()
  })

  it('that is too long is not read to its end', async () => {
    const body = JSON.stringify({ ...ATTIC, more: 'x'.repeat(20_000) })
    expect(await send({ header: signed(await challenge(), { body }), body })).toEqual({
      status: 413,
      text: '{"error":"the question is too long"}',
      signature: undefined,
    })
  })

  it.each(['', 'no JSON', '{}', '[]', JSON.stringify({ ...ATTIC, id: 7 })])(
    'that says %j is refused',
    async body => {
      expect(await send({ header: signed(await challenge(), { body }), body })).toEqual({
        status: 400,
        text: '{"error":"the question is of no known form"}',
        signature: expect.any(String),
      })
    },
  )
})

describe('an answer', () => {
  it('is none for another question, another status or another body', async () => {
    const header = signed(await challenge())
    const { status, text, signature } = await send({ header })
    expect(readAnswerHead(PEER_KEY, signature, NONCE, status, text)).toBeDefined()
    expect(readAnswerHead(PEER_KEY, signature, 'o'.repeat(16), status, text)).toBeUndefined()
    expect(readAnswerHead(PEER_KEY, signature, NONCE, 401, text)).toBeUndefined()
    expect(readAnswerHead(PEER_KEY, signature, NONCE, status, text.replace('[]', '[ ]'))).toBeUndefined()
    expect(readAnswerHead('x'.repeat(43), signature, NONCE, status, text)).toBeUndefined()
  })

  it('is no question: a watch is not answered with its own words', async () => {
    const { signature = '' } = await send({ header: signed(await challenge()) })
    expect(await send({ header: signature })).toMatchObject({ status: 404 })
  })
})

/** An address of this machine that others reach; it leads here, and is no public one. */
const OWN = await ownAddress()

describe.skipIf(OWN === undefined)('a peer that wants a second opinion', () => {
  const opinion = async (message: object) => {
    const body = JSON.stringify({ ...ATTIC, ...message })
    const { status, text } = await send({
      path: '/peer/look',
      body,
      header: signed(await challenge(), { body, path: '/peer/look', nonce: randomUUID().slice(0, 18) }),
    })
    return { status, ...JSON.parse(text) }
  }
  const look = (target: string) => ({ look: { kind: 'tcp', target, settings: {} } })

  it('gets what this watch sees, at a host that its owner named', async () => {
    await web.writeIni(`${INI.replace('= 10', '= Off')}${PEER}lookhosts = ${OWN}\n`)
    const server = createTcpServer(socket => socket.end()).listen(0, OWN)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await opinion(look(`${OWN}:${port}`))).toEqual({
      status: 200,
      answer: 'success',
      detail: `${OWN}:${port} accepts connections`,
    })
    server.close()
    await once(server, 'close')
    expect(await opinion(look(`${OWN}:${port}`))).toMatchObject({ status: 200, answer: 'failure' })
  })

  it('gets none of a kind that is not allowed, nor about this machine', async () => {
    await web.writeIni(`${INI.replace('= 10', '= Off')}${PEER}looks = ping\nlookhosts = ${OWN}\n`)
    const server = createTcpServer(socket => socket.end()).listen(0, '0.0.0.0')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    expect(await opinion(look(`${OWN}:${port}`))).toEqual({
      status: 200,
      answer: 'blind',
      detail: 'this is not allowed here',
    })
    expect(await opinion(look(`127.0.0.1:${port}`))).toMatchObject({
      answer: 'blind',
      detail: 'this is nothing to look at',
    })
    expect(await opinion({})).toEqual({
      status: 200,
      answer: 'blind',
      detail: 'this is nothing to look at',
    })
  })
})

describe('a peer that joins', () => {
  const OFFICE = { id: 'd0d0d0d0d0d0', boot: 'boot-office', version: '1.2.3', name: 'Office.local' }
  const URL = 'http://office:8080'
  const offer = (given: { name?: string; contact?: string } = {}) =>
    web.ports.peers.invitations.offer({ name: '', contact: '', ...given })

  it('stands in the INI from then on, by the name of its machine', async () => {
    const { key } = await offer()
    expect(await asker(OFFICE).join(served.url, key, URL)).toMatchObject({
      kind: 'signed',
      status: 200,
      value: { id: 'a0a0a0a0a0a0', joinedAs: 'office' },
    })
    expect(await web.ini()).toContain(`${PEER}\n[peer.office]\nurl = ${URL}\nkey = ${key}\n`)
    expect(await asker(OFFICE).state(served.url, key)).toMatchObject({ kind: 'answer' })
  })

  it('has the name and the contact that were chosen for it', async () => {
    const { key } = await offer({ name: 'Shop', contact: 'phone' })
    await asker(OFFICE).join(served.url, key, URL)
    expect(await web.ini()).toContain(`[peer.shop]\nurl = ${URL}\nkey = ${key}\ncontact = phone\n`)
  })

  it('is not taken with a contact that would be a fault of the INI, which would stop the heartbeats', async () => {
    const { key } = await offer({ name: 'Shop', contact: 'them@example.org' })
    const before = await web.ini()
    expect(await asker(OFFICE).join(served.url, key, URL)).toMatchObject({ status: 503 })
    expect(await web.ini()).toBe(before)
  })

  it('takes no other peer’s place', async () => {
    const { key } = await offer({ name: 'attic' })
    expect(await asker(OFFICE).join(served.url, key, URL)).toMatchObject({ value: { joinedAs: 'attic-2' } })
  })

  it('may repeat that where the answer was lost', async () => {
    const { key } = await offer()
    await asker(OFFICE).join(served.url, key, URL)
    const before = await web.ini()
    expect(await asker(OFFICE).join(served.url, key, URL)).toMatchObject({ value: { joinedAs: 'office' } })
    expect(await web.ini()).toBe(before)
  })

  it('needs an invitation, which lasts a day', async () => {
    expect(await asker(OFFICE).join(served.url, 'x'.repeat(43), URL)).toMatchObject({
      kind: 'unsigned',
      status: 404,
    })
    const { key } = await offer()
    expect(await redis.admin.ttl(`{intvlm8r}:peers:invitation:${keyIdOf(key)}`)).toBeGreaterThan(86_000)
    // A key that was only offered is good for nothing else.
    expect(await asker(OFFICE).state(served.url, key)).toEqual({ kind: 'unknown', status: 404 })
  })

  it.each(['ftp://office', 'office:8080', 'http://office\n[Login]', ''])(
    'with the address %j is refused',
    async url => {
      const { key } = await offer()
      const before = await web.ini()
      expect(await asker(OFFICE).join(served.url, key, url)).toMatchObject({ kind: 'signed', status: 400 })
      expect(await web.ini()).toBe(before)
    },
  )
})
