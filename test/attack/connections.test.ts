/** Connections that are held open: from one, five and fifty addresses, over IPv4 and IPv6. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Appliance, CHECK, PORT, startAppliance } from './appliance'
import { type Attack, ask, attack, percentile } from './clients'
import {
  APPLIANCE,
  attackersV4,
  attackersV6,
  DEVICE,
  mayAttack,
  type Networks,
  neighbours,
  openNetworks,
} from './networks'

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

describe.skipIf(!mayAttack())('held connections', () => {
  let networks: Networks
  let appliance: Appliance

  beforeAll(async () => {
    networks = openNetworks()
    appliance = await startAppliance(networks)
  })
  afterAll(async () => {
    await appliance.stop()
    networks.close()
  })

  test.each(
    KINDS.flatMap(kind => FROM.map(([name, family, addresses]) => ({ kind, name, family, addresses }))),
  )(
    '$kind from $name keep out neither a check-in nor the tick',
    async ({ kind, name, family, addresses }) => {
      const target = { host: APPLIANCE[family], port: PORT, path: PATH }
      const end = await attack(networks.others, {
        ...target,
        kind,
        addresses,
        each: CONNECTIONS / addresses.length,
      })
      const asked = await ask(networks.others, { ...target, address: DEVICE[family], count: 50 })
      const tick = await appliance.tick()
      const opened = await end()
      console.log(`${kind} from ${name}: ${opened} opened, check-ins p99 ${percentile(asked, 0.99)} ms`)
      expect(opened).toBeGreaterThanOrEqual(CONNECTIONS)
      expect(asked.filter(({ status }) => status !== 200)).toEqual([])
      expect(percentile(asked, 0.99)).toBeLessThan(1_000)
      expect(tick).toMatch(/^heartbeat queued as boot-/)
    },
  )

  test('6,000 connections over loopback leave the web app within its memory, and the tick gets in', async () => {
    const end = await attack(networks.appliance, {
      kind: 'slow headers',
      host: '127.0.0.1',
      port: PORT,
      path: PATH,
      addresses: Array.from({ length: 50 }, (_, n) => `127.0.0.${n + 2}`),
      each: 120,
    })
    const tick = await appliance.tick()
    const memory = appliance.webMemory()
    const asked = await ask(networks.others, {
      host: APPLIANCE[4],
      port: PORT,
      path: PATH,
      address: DEVICE[4],
      count: 50,
    })
    const opened = await end()
    console.log(`6,000 over loopback: ${opened} opened, ${Math.round(memory / 1e6)} MB`)
    expect(opened).toBeGreaterThanOrEqual(6_000)
    expect(tick).toMatch(/^heartbeat queued as boot-/)
    expect(memory).toBeLessThan(144 * 1024 * 1024) // MemoryHigh of its unit.
    expect(asked.filter(({ status }) => status !== 200)).toEqual([])
  })
})
