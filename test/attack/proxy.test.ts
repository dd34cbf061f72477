/** Addresses that a client writes into X-Forwarded-For itself, where the INI trusts the proxy. */
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PASSWORD } from './appliance'
import { hold, type Outgoing, send } from './clients'
import { FORWARDERS, openForwarders, TLS_FORWARDERS } from './forwarders'
import { comparedBeyondOne } from './guesses'
import { APPLIANCE, attackersV4, mayAttack } from './networks'
import { openScene, repel } from './scene'

const GUESSES = 200
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

describe.skipIf(!mayAttack())('addresses of their own choice, with trustproxy = on', () => {
  const scene = openScene({ web: 'trustproxy = on' })
  const proxies = ['nginx with X-Forwarded-For and X-Real-IP', 'haproxy with option forwardfor'] as const
  const harm = 'guesses that were compared beyond those of one address'
  let close = async () => {}

  beforeAll(async () => {
    close = await openForwarders(scene.networks, scene.appliance.home)
    const ask = (proxy: keyof typeof FORWARDERS) =>
      send({ network: scene.networks.others, host: APPLIANCE[4], port: FORWARDERS[proxy] }, [
        { path: '/healthz' },
      ])
    for (const proxy of proxies)
      await vi.waitUntil(async () => (await ask(proxy))[0]?.status === 200, { timeout: 10_000 })
  })
  afterAll(async () => await close())

  const address = () => [10, ...Array.from({ length: 3 }, () => Math.floor(scene.random() * 255))].join('.')
  const guess = (forwarded: string): Outgoing => ({
    method: 'POST',
    path: '/login',
    headers: { ...FORM, 'X-Forwarded-For': forwarded, 'X-Real-IP': address() },
    body: `username=admin&password=guess+${address()}`,
  })

  test.each(proxies)('give a client of %s no more guesses', async proxy => {
    const attack = `guesses through ${proxy}, each with forged addresses`
    await repel(scene, { attack, harm }, async () => {
      const begun = performance.now()
      const requests = Array.from({ length: GUESSES }, () => guess(`${address()}, ${address()}`))
      const attacker = attackersV4(2)[proxies.indexOf(proxy)] ?? ''
      const answers = await send(
        { network: scene.networks.others, host: APPLIANCE[4], port: FORWARDERS[proxy], parallel: 10 },
        requests.map(request => ({ ...request, address: attacker })),
      )
      return { requests: answers.length, through: comparedBeyondOne(answers, begun) }
    })
  })

  test('give a client on loopback no more guesses before the last hop', async () => {
    const attack = 'guesses over loopback, each with forged addresses before the last'
    await repel(scene, { attack, harm }, async () => {
      const begun = performance.now()
      const requests = Array.from({ length: GUESSES }, () =>
        guess(`${address()}, ${address()}, 198.51.100.7`),
      )
      const answers = await send(
        { network: scene.networks.appliance, host: '127.0.0.1', parallel: 10 },
        requests,
      )
      return { requests: answers.length, through: comparedBeyondOne(answers, begun) }
    })
  })

  test.each(['slow headers', 'slow bodies', 'slow forms'] as const)(
    '%s through haproxy keep nobody out',
    async kind => {
      const attack = `500 ${kind} through haproxy from 50 addresses`
      await repel(scene, { attack, harm: 'a tick that was kept out' }, async () => {
        const end = await hold(scene.networks.others, {
          kind,
          host: APPLIANCE[4],
          port: FORWARDERS['haproxy with option forwardfor'],
          path: '/snitch/0f0e0d0c-0b0a-4908-8706-050403020100',
          addresses: attackersV4(50),
          each: 10,
        })
        const isIn = /^heartbeat queued as boot-/.test(await scene.appliance.tick())
        return { requests: end, through: isIn ? 0 : 1 }
      })
    },
  )

  test('behind https of haproxy a browser logs in, and its live page goes on', async () => {
    const base = `https://${APPLIANCE[4]}:${TLS_FORWARDERS['haproxy with https']}`
    const curl = (...args: readonly string[]) =>
      spawnSync(
        'ip',
        ['netns', 'exec', scene.networks.others, 'curl', '-sSik', '--max-time', '10', ...args],
        {
          encoding: 'utf8',
        },
      ).stdout
    const form = ['-d', 'username=admin', '--data-urlencode', `password=${PASSWORD}`, `${base}/login`]
    expect(curl('-H', 'Origin: https://evil.example', ...form)).toMatch(/^HTTP\/\S+ 403/)
    const answer = curl('-H', `Origin: ${base}`, ...form)
    expect(answer).toMatch(/^HTTP\/\S+ 303/)
    const [, cookie = ''] = /^set-cookie: (__Host-intvlm8r-\w+=[^;]+);[^\n]*Secure/im.exec(answer) ?? []
    expect(cookie).not.toBe('')
    expect(curl('-H', `Cookie: ${cookie}`, `${base}/monitoring`)).toMatch(/^HTTP\/\S+ 200/)
    const stream = curl('-N', '--max-time', '3', '-H', `Cookie: ${cookie}`, `${base}/checks/events`)
    expect(stream).toMatch(/^HTTP\/\S+ 200[\s\S]*text\/event-stream[\s\S]*\r\n\r\n[\s\S]*\n/)
    expect(curl('-H', `Cookie: ${cookie}`, '-H', 'Host: evil.example', `${base}/monitoring`)).toMatch(
      /^HTTP\/\S+ 421/,
    )
  })
})
