/** A page whose name leads to the appliance: it sends the page's own name as the Host. */
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, describe, test } from 'vitest'
import { connectStore } from '../../src/io/redis/client'
import { readPingKey } from '../../src/io/watch/ping-key'
import { type Answer, type Outgoing, send } from './clients'
import { APPLIANCE, attackersV4, mayAttack } from './networks'
import { openScene, repel } from './scene'

const NAMES = [
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil.example.local',
  '10.99.0.1.nip.io:8080',
  '198.51.100.7',
]
const CREATE = { backendversion: '2', 'create-tag': 'true' }
const PAGES = ['/', '/login', '/setup', '/monitoring', '/heartbeat', '/metrics', '/healthz', '/checks']
const API = ['/api/v3/checks/', '/api/v3/channels/']

describe.skipIf(!mayAttack())('names that are rebound', () => {
  const scene = openScene()
  let key = ''

  beforeAll(async () => {
    const redis = connectStore({ path: join(scene.appliance.home, 'redis', 'redis.sock') })
    await once(redis, 'ready')
    key = await readPingKey(redis)
    redis.disconnect()
  })

  test.each([
    ['from a browser in the network', 'others', APPLIANCE[4], attackersV4(1)],
    ["from a browser on the appliance's own machine", 'appliance', '127.0.0.1', ['127.0.0.1']],
  ] as const)('%s reach no page, and make nothing', async (name, network, host, [address]) => {
    const harm = 'answers other than 421'
    await repel(scene, { attack: `foreign Host headers ${name}`, harm }, async () => {
      const ask = (requests: readonly Outgoing[]) =>
        send(
          { network: scene.networks[network], host },
          requests.map(request => ({ ...request, address })),
        )
      const own = await ask([{ path: `/ping/${key}/own-${network}?create=1` }])
      if (![200, 201].includes(Number(own[0]?.status)))
        throw new Error(`the door is closed to everybody: ${own[0]?.status}`)
      const answers = await ask(NAMES.flatMap((Host, n) => attempts(`${network}-${n}`).map(withHost(Host))))
      return { requests: answers.length, through: answers.filter(isServed).length }
    })
  })

  const attempts = (slug: string): readonly Outgoing[] => [
    ...[...PAGES, ...API].map(path => ({ path })),
    { method: 'POST', path: '/pyremto', headers: { ...CREATE, name: slug } },
    { method: 'POST', path: '/', headers: { ...CREATE, name: slug } },
    ...['open_batch', 'batchy/fail_batch', 'get_status'].map(route => ({ path: `/${route}/${slug}` })),
    { method: 'POST', path: '/login', body: 'username=admin' },
    { path: `/ping/${key}/${slug}?create=1` },
    { method: 'POST', path: `/ping/${key}/${slug}/fail?create=1` },
  ]
})

const withHost = (Host: string) => (request: Outgoing) => ({
  ...request,
  headers: { ...request.headers, Host },
})

const isServed = ({ status }: Answer) => status !== 421
