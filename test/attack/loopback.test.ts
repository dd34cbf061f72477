/** Requests over loopback that are not the tick's: of a browser, of another user, of a proxy in front. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PORT } from './appliance'
import { type Answer, type Outgoing, send } from './clients'
import { FORWARDERS, openForwarders } from './forwarders'
import { APPLIANCE, attackersV4, mayAttack } from './networks'
import { openScene, repel } from './scene'

const DOORS = ['/heartbeat', '/heartbeat?for=boot', '/metrics']
const FORWARDED: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'X-Forwarded-For': '127.0.0.1' },
  { 'X-Real-IP': '127.0.0.1' },
  { Forwarded: 'for=127.0.0.1;host=localhost' },
  { Via: '1.1 proxy' },
]
const BROWSER: readonly Readonly<Record<string, string>>[] = [
  {
    'Sec-Fetch-Site': 'none',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Dest': 'document',
    'Sec-Fetch-User': '?1',
  },
  { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' },
  { 'Sec-Fetch-Site': 'same-origin', Referer: `http://127.0.0.1:${PORT}/` },
  { Origin: 'http://evil.example' },
  { Origin: `http://127.0.0.1:${PORT}` },
  { Origin: 'null' },
  {},
]
const HOSTS = [`127.0.0.1:${PORT}`, 'localhost', `[::1]:${PORT}`]
const HARM = 'heartbeats that went out (202), or metrics (200)'

describe.skipIf(!mayAttack())('requests over loopback that are not of the tick', () => {
  const scene = openScene()
  let close = async () => {}
  const secrets = () => ['', 'a'.repeat(43), 'undefined', Math.floor(scene.random() * 1e9).toString(36)]
  const here = () => ({ network: scene.networks.appliance, host: '127.0.0.1' })

  beforeAll(async () => {
    close = await openForwarders(scene.networks, scene.appliance.home)
    const ask = () =>
      send({ network: scene.networks.others, host: APPLIANCE[4], port: 8_081 }, [{ path: '/healthz' }])
    await vi.waitUntil(async () => (await ask())[0]?.status === 200, { timeout: 10_000 })
  })
  afterAll(async () => await close())

  /** Each door by GET and POST, with these headers, and without the secret or with a wrong one. */
  function attempts(headers: readonly Readonly<Record<string, string>>[]): readonly Outgoing[] {
    return DOORS.flatMap(path =>
      headers.flatMap(header =>
        secrets().flatMap(secret =>
          ['GET', 'POST'].map(method => ({
            path,
            method,
            headers: secret ? { ...header, 'X-Intvlm8r-Tick': secret } : header,
          })),
        ),
      ),
    )
  }

  test('from a browser on the machine get nothing', async () => {
    await repel(scene, { attack: "a browser on the appliance's machine", harm: HARM }, async () => {
      const headers = BROWSER.flatMap(header => HOSTS.map(Host => ({ ...header, Host })))
      const answers = await send({ ...here(), parallel: 4 }, attempts(headers))
      return { requests: answers.length, through: answers.filter(gotThrough).length }
    })
  })

  test('from a browser get nothing even with the secret, nor by way of a proxy', async () => {
    const harm = `${HARM} in spite of a sign of a browser or a proxy`
    await repel(scene, { attack: 'the right secret with signs of browsers and proxies', harm }, async () => {
      const secret = readFileSync(`${scene.appliance.home}/tick-secret`, 'utf8').trim()
      const known = (header: Readonly<Record<string, string>>): Outgoing[] =>
        DOORS.map(path => ({ path, headers: { ...header, 'X-Intvlm8r-Tick': secret } }))
      const right = await send(here(), known({}))
      expect(right.map(({ status }) => status)).toEqual([202, 202, 200])
      const signs = [...BROWSER, ...FORWARDED].filter(header => Object.keys(header).length > 0)
      const answers = await send(here(), signs.flatMap(known))
      return { requests: answers.length, through: answers.filter(gotThrough).length }
    })
  })

  test('from another user of the machine, who cannot read the secret, get nothing', async () => {
    await repel(scene, { attack: 'another user of the machine', harm: HARM }, async () => {
      const answers = await send({ ...here(), asNobody: true, parallel: 4 }, attempts([{}, ...FORWARDED]))
      return { requests: answers.length, through: answers.filter(gotThrough).length }
    })
  })

  test.each(Object.entries(FORWARDERS))('by way of %s get nothing', async (name, port) => {
    await repel(scene, { attack: `from the network by way of ${name}`, harm: HARM }, async () => {
      const sending = { network: scene.networks.others, host: APPLIANCE[4], port, parallel: 4 }
      const headers = [{}, ...HOSTS.map(Host => ({ Host })), ...FORWARDED]
      const answers = await send(
        sending,
        attempts(headers).map((request, n) => ({ ...request, address: attackersV4(50)[n % 50] ?? '' })),
      )
      return { requests: answers.length, through: answers.filter(gotThrough).length }
    })
  })
})

const gotThrough = ({ status }: Answer) => status === 202 || status === 200
