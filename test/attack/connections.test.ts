/** Connections that are held open: from one, five and fifty addresses, over IPv4 and IPv6, and over loopback. */
import { describe, test } from 'vitest'
import { CHECK, PORT } from './appliance'
import { type Attack, hold } from './clients'
import { APPLIANCE, attackersV4, attackersV6, mayAttack, neighbours } from './networks'
import { openScene, repel } from './scene'

const PATH = `/ping/${CHECK}`
/** In all; the web app admits half as many from elsewhere. */
const CONNECTIONS = 1_000
const KINDS: readonly Attack[] = ['slow headers', 'slow bodies', 'idle connections']
const FROM: readonly (readonly [string, 4 | 6, readonly string[]])[] = [
  ['1 IPv4 address', 4, attackersV4(1)],
  ['5 IPv4 addresses', 4, attackersV4(5)],
  ['50 IPv4 addresses', 4, attackersV4(50)],
  ['50 addresses of one /64', 6, neighbours(50)],
  ['5 networks of IPv6', 6, attackersV6(5)],
  ['50 networks of IPv6', 6, attackersV6(50)],
]
/** MemoryHigh of the web app's unit. */
const MEMORY = 144 * 1024 * 1024

describe.skipIf(!mayAttack())('held connections', () => {
  const scene = openScene()

  test.each(
    KINDS.flatMap(kind => FROM.map(([name, family, addresses]) => ({ kind, name, family, addresses }))),
  )(
    '$kind from $name keep out neither a check-in, nor the tick, nor the owner',
    async ({ kind, name, family, addresses }) => {
      const each = CONNECTIONS / addresses.length
      const harm = 'a tick that was kept out'
      await repel(scene, { attack: `${kind} from ${name}`, harm, family }, async () => {
        const target = { host: APPLIANCE[family], port: PORT, path: PATH }
        const end = await hold(scene.networks.others, { ...target, kind, addresses, each })
        return { requests: end, through: (await letsTickIn()) ? 0 : 1 }
      })
    },
  )

  test('6,000 connections over loopback leave the web app within its memory, and the tick gets in', async () => {
    const harm = 'megabytes beyond the memory of its unit (144 MB), or a tick that was kept out'
    await repel(scene, { attack: '6,000 slow headers over loopback', harm }, async () => {
      const addresses = Array.from({ length: 50 }, (_, n) => `127.0.0.${n + 2}`)
      const target = { host: '127.0.0.1', port: PORT, path: PATH }
      const end = await hold(scene.networks.appliance, {
        ...target,
        kind: 'slow headers',
        addresses,
        each: 120,
      })
      const isIn = await letsTickIn()
      const beyond = Math.max(0, Math.ceil((scene.appliance.webMemory() - MEMORY) / 1e6))
      return { requests: end, through: beyond + (isIn ? 0 : 1) }
    })
  })

  async function letsTickIn(): Promise<boolean> {
    return /^heartbeat queued as boot-/.test(await scene.appliance.tick())
  }
})
