/** Addresses that a client writes into X-Forwarded-For itself, where the INI trusts the proxy. */
import { afterAll, beforeAll, describe, test, vi } from 'vitest'
import { type Outgoing, send } from './clients'
import { FORWARDERS, openForwarders } from './forwarders'
import { comparedBeyondOne } from './guesses'
import { APPLIANCE, attackersV4, mayAttack } from './networks'
import { openScene, repel } from './scene'

const GUESSES = 200
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

describe.skipIf(!mayAttack())('addresses of their own choice, with trustproxy = on', () => {
  const scene = openScene({ web: 'trustproxy = on' })
  const port = FORWARDERS['nginx with X-Forwarded-For and X-Real-IP']
  const harm = 'guesses that were compared beyond those of one address'
  let close = async () => {}

  beforeAll(async () => {
    close = await openForwarders(scene.networks, scene.appliance.home)
    const ask = () =>
      send({ network: scene.networks.others, host: APPLIANCE[4], port }, [{ path: '/healthz' }])
    await vi.waitUntil(async () => (await ask())[0]?.status === 200, { timeout: 10_000 })
  })
  afterAll(async () => await close())

  const address = () => [10, ...Array.from({ length: 3 }, () => Math.floor(scene.random() * 255))].join('.')
  const guess = (forwarded: string): Outgoing => ({
    method: 'POST',
    path: '/login',
    headers: { ...FORM, 'X-Forwarded-For': forwarded, 'X-Real-IP': address() },
    body: `username=admin&password=guess+${address()}`,
  })

  test('give a client of the proxy no more guesses', async () => {
    await repel(scene, { attack: 'guesses through nginx, each with forged addresses', harm }, async () => {
      const begun = performance.now()
      const requests = Array.from({ length: GUESSES }, () => guess(`${address()}, ${address()}`))
      const [attacker = ''] = attackersV4(1)
      const answers = await send(
        { network: scene.networks.others, host: APPLIANCE[4], port, parallel: 10 },
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
})
