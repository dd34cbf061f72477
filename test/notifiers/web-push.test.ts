import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import type { PushSubscription, VapidKeys } from '../../src/domain/alerts/ports'
import { drawVapidKeys, webPush } from '../../src/notifiers/web-push'
import {
  alertOf,
  context,
  deliver,
  expectReport,
  failedAlert,
  GREEDY,
  greedyAlert,
  memoryPush,
  notifierContract,
} from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, SILENCE_PAGE } from '../support/channel-test'

/** A browser: its keys, and how it decrypts a message (RFC 8291, RFC 8188). */
function browser() {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const auth = randomBytes(16)
  return {
    subscription: (endpoint: string): PushSubscription => ({
      endpoint,
      keys: { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') },
    }),
    read(body: Buffer): unknown {
      const salt = body.subarray(0, 16)
      const idLength = body.readUInt8(20)
      const sender = body.subarray(21, 21 + idLength)
      const sealed = body.subarray(21 + idLength)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
      const ikm = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32))
      const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16))
      const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12))
      const opener = createDecipheriv('aes-128-gcm', key, nonce)
      opener.setAuthTag(sealed.subarray(-16))
      const open = Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()])
      return JSON.parse(open.subarray(0, open.lastIndexOf(2)).toString())
    },
  }
}

let keys: VapidKeys
beforeAll(async () => {
  keys = await drawVapidKeys()
})

const CONTACT = { contact: 'mailto:admin@example.org' }
const subscriber = browser()

notifierContract({
  kind: 'web-push',
  settings: () => CONTACT,
  success: 201,
  secrets: ['secret-endpoint'],
  push: url => memoryPush([subscriber.subscription(`${url}/secret-endpoint`)], keys),
  // The messages are sealed; see below.
  shown: undefined,
})

describe('Web Push', () => {
  let server: Server
  let origin: string
  let statuses: number[]
  const requests: { path: string; headers: Record<string, unknown>; body: Buffer }[] = []

  beforeEach(async () => {
    statuses = [201]
    requests.length = 0
    server = createServer(async (request, response) => {
      requests.push({ path: request.url ?? '', headers: request.headers, body: await buffer(request) })
      response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 201).end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => new Promise(resolve => server.close(resolve)))

  const channel = { name: 'phones', kind: 'web-push', origin: 'page', settings: CONTACT } as const

  it('reaches the browser, which alone can read it, signed with the one key', async () => {
    const push = memoryPush([subscriber.subscription(`${origin}/endpoint`)], keys)
    expect(await deliver(channel, alertOf('trigger'), push)).toEqual({
      ok: true,
      detail: 'taken for 1 of 1 browsers',
    })
    const [request] = requests
    expect(request?.headers).toMatchObject({ ttl: '86400', urgency: 'high', 'content-encoding': 'aes128gcm' })
    expect(subscriber.read(request?.body ?? Buffer.alloc(0))).toEqual({
      title: '[DOWN] backup',
      body: `${alertOf('trigger').text}\n\nTags: nas night`,
      tag: alertOf('trigger').key,
      status: 'down',
      url: CHECK_PAGE,
      silence: { label: 'Silence 1 h', url: SILENCE_PAGE },
      acknowledge: { label: 'Acknowledge', url: ACKNOWLEDGE_PAGE },
    })
    const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(String(request?.headers.authorization)) ?? []
    expect(key).toBe(keys.publicKey)
    const [head = '', claims = '', signature = ''] = token.split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      aud: origin,
      sub: CONTACT.contact,
    })
    const raw = Buffer.from(keys.publicKey, 'base64url')
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: raw.subarray(1, 33).toString('base64url'),
      y: raw.subarray(33).toString('base64url'),
    }
    const signed = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
    expect(
      verify('sha256', Buffer.from(`${head}.${claims}`), signed, Buffer.from(signature, 'base64url')),
    ).toBe(true)
  })

  const shown = async (alert: Alert) => {
    const push = memoryPush([subscriber.subscription(`${origin}/endpoint`)], keys)
    expect(await deliver(channel, alert, push)).toMatchObject({ ok: true })
    const sealed = requests.at(-1)?.body ?? Buffer.alloc(0)
    return { sealed, message: Object.values(subscriber.read(sealed) as object).join('\n') }
  }

  it('tells all that one needs to know at three in the morning, the last lines as a quote', async () => {
    expectReport((await shown(failedAlert())).message)
  })

  it.each(GREEDY)('takes no more than a push service does, of %j', async character => {
    const { sealed, message } = await shown(greedyAlert(character))
    expect(sealed.length).toBeLessThanOrEqual(4_096)
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(3_000)
  })

  it.each([404, 410])(
    'forgets a browser that is gone (%i), and is content with another one',
    async status => {
      statuses = [status, 201]
      const subscriptions = [
        subscriber.subscription(`${origin}/gone`),
        browser().subscription(`${origin}/there`),
      ]
      const push = memoryPush(subscriptions, keys)
      statuses = [status]
      const [gone] = subscriptions
      expect(
        await deliver(channel, alertOf('trigger'), memoryPush([gone as PushSubscription], keys)),
      ).toMatchObject({ ok: false, permanent: true })
      statuses = [status, 201]
      expect(await deliver(channel, alertOf('trigger'), push)).toMatchObject({
        ok: true,
        detail: 'taken for 1 of 2 browsers: the browser has taken its permission back',
      })
      expect(subscriptions).toHaveLength(1)
    },
  )

  it('goes again to a browser whose push service failed, and to no other one', async () => {
    statuses = [201, 503, 201]
    const push = memoryPush(
      ['a', 'b'].map(name => browser().subscription(`${origin}/${name}`)),
      keys,
    )
    const first = await deliver(channel, alertOf('trigger'), push)
    expect(first).toMatchObject({
      ok: false,
      permanent: false,
      detail: 'taken for 1 of 2 browsers: answered 503',
    })
    // Of the addresses, which are secret, nothing is kept.
    expect(JSON.stringify(first)).not.toContain(origin)
    const settled = 'settled' in first ? first.settled : undefined
    expect(await webPush(alertOf('trigger'), channel, context(push, { settled }))).toEqual({
      ok: true,
      detail: 'taken for 2 of 2 browsers',
    })
    expect(requests).toHaveLength(3)
    expect(requests[2]?.path).toBe(requests[1]?.path)
  })

  it('explains what to do where no browser has subscribed', async () => {
    expect(await deliver(channel, alertOf('trigger'), memoryPush([], keys))).toMatchObject({
      ok: false,
      permanent: true,
      detail: expect.stringContaining('https'),
    })
  })

  it.each([
    ['a subscription', CONTACT, { p256dh: 'x', auth: 'y' }],
    ['a contact', { contact: 'nobody' }, undefined],
  ])('does not try again with %s that cannot be used', async (_what, settings, broken) => {
    const good = subscriber.subscription(`${origin}/x`)
    const push = memoryPush([broken ? { ...good, keys: broken } : good], keys)
    expect(await deliver({ ...channel, settings }, alertOf('trigger'), push)).toMatchObject({
      ok: false,
      permanent: true,
    })
    expect(requests).toEqual([])
  })
})
