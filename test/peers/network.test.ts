/** The network of these tests does what their judge believes of it. */
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSwitch, type Switch } from '../support/network-switch'
import { canOpenNetworks } from './possible'

const onLinux = it.skipIf(!canOpenNetworks())
let network: Switch

beforeAll(async () => {
  if (canOpenNetworks()) network = await openSwitch(['A', 'B'], 2)
})
afterAll(() => network?.close())

const addressOf = (name: string) => network.sites[name]?.address ?? network.outside[Number(name)] ?? ''
const way = (from: string, to: string, settings = {}) => network.way(addressOf(from), addressOf(to), settings)

/** Milliseconds of the quickest of some round trips; undefined where none came back. */
function roundTrip(from: string, to: string, count = 5): number | undefined {
  const inside = ['netns', 'exec', network.sites[from]?.namespace ?? '']
  const ping = ['ping', '-n', '-q', '-c', `${count}`, '-i', '0.02', '-W', '1', addressOf(to)]
  const { stdout } = spawnSync('ip', [...inside, ...ping], { encoding: 'utf8' })
  const found = /rtt min\/avg\/max\/mdev = ([\d.]+)/.exec(stdout)?.[1]
  return found === undefined ? undefined : Number(found)
}

onLinux('sites reach each other and this machine', () => {
  expect(roundTrip('A', 'B')).toBeLessThan(20)
  expect(roundTrip('B', 'A')).toBeLessThan(20)
  expect(roundTrip('A', '0')).toBeLessThan(20)
  expect(roundTrip('A', '1')).toBeLessThan(20)
})

onLinux('a way that is cut in one direction takes nothing there, and everything back', () => {
  way('A', 'B', { cut: true })
  const before = network.sites.B?.bytes() ?? 0
  expect(roundTrip('A', 'B')).toBeUndefined()
  expect(network.sites.B?.bytes()).toBeLessThan(before + 500)
  // What B sends arrives; only the answers are lost.
  const at = network.sites.A?.bytes() ?? 0
  expect(roundTrip('B', 'A', 5)).toBeUndefined()
  expect(network.sites.A?.bytes()).toBeGreaterThan(at + 5 * 2 * 84)
  expect(roundTrip('A', '0')).toBeLessThan(20)
  way('A', 'B')
  expect(roundTrip('A', 'B')).toBeLessThan(20)
})

onLinux('a slow way takes its time, and a lossy one loses its share', () => {
  way('A', 'B', { delay: 40 })
  way('B', 'A', { delay: 40 })
  expect(roundTrip('A', 'B')).toBeGreaterThan(79)
  way('A', 'B', { loss: 1 })
  expect(roundTrip('A', 'B')).toBeUndefined()
  way('A', 'B', { loss: 0.5 })
  way('B', 'A')
  expect(roundTrip('A', 'B', 30)).toBeLessThan(20)
  way('A', 'B')
})

onLinux('a site whose cable is pulled out reaches nobody', () => {
  network.sites.A?.unplug()
  expect(roundTrip('A', '0')).toBeUndefined()
  expect(roundTrip('B', 'A')).toBeUndefined()
  network.sites.A?.plugIn()
  expect(roundTrip('A', '0')).toBeLessThan(200)
})
