import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Probe } from '../../../src/domain/probes/probe'
import type { LookStore } from '../../../src/domain/watch/looks'
import { openProvisioning } from '../../../src/io/watch/provisioning'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openLooks, openStore, plan, START } from '../../support/watch'

const [ATTIC, CELLAR] = ['attic:/etc/ini', 'cellar:/etc/ini']

const redis = await shareRedis()
let web: OpenStore
let attic: LookStore
let cellar: LookStore

beforeEach(async () => {
  web = await openStore(redis)
  attic = openLooks(redis, ATTIC)
  cellar = openLooks(redis, CELLAR)
})
afterEach(async () => {
  await Promise.all([web.store.close(), attic.close(), cellar.close()])
})

const probeOf = (kind: Probe['kind'], target = '', settings = {}): Probe => ({
  kind,
  target,
  every: MINUTE,
  settings,
})

/** Provides checks with these probes as the worker of that machine does. */
async function provide(provider: string, probes: Readonly<Record<string, Probe>>): Promise<void> {
  const provided = Object.entries(probes).map(([key, probe]) => ({ key, plan: plan(key, { probe }) }))
  const provisioning = openProvisioning(web.connection, web.store, openSchedules(), { id: provider })
  await provisioning.provide(provided, true, START)
}

const namesOf = async (looks: LookStore) => (await looks.probed(START)).map(({ name }) => name).sort()

const OF_MACHINE = {
  command: probeOf('command', 'check-it'),
  jobs: probeOf('checker-job', '/srv/jobs'),
  files: probeOf('files', '/srv/photos'),
  disk: probeOf('disk', '/'),
  memory: probeOf('memory'),
  load: probeOf('load'),
  heat: probeOf('temperature'),
  voltage: probeOf('throttled'),
  unit: probeOf('unit', 'nginx'),
  heartbeat: probeOf('heartbeat'),
  clock: probeOf('clock', 'pool.ntp.org'),
  loopback: probeOf('tcp', '127.0.0.1:22'),
  secret: probeOf('http', 'https://example.org/', { bearer: '@token' }),
  authority: probeOf('http', 'https://example.org/', { cafile: 'ca.pem' }),
}

it('of several machines with one watch, only the one whose INI has a probe of itself or its programs looks', async () => {
  await provide(ATTIC, OF_MACHINE)
  expect(await namesOf(attic)).toEqual(Object.keys(OF_MACHINE).sort())
  expect(await namesOf(cellar)).toEqual([])
})

it('any of them looks over the network, and at a check of the page', async () => {
  await provide(ATTIC, { nas: probeOf('tcp', 'nas:22'), site: probeOf('http', 'https://example.org/') })
  await web.store.create(plan('own', { probe: probeOf('disk', '/') }), 'page', START)
  const all = ['nas', 'own', 'site']
  expect([await namesOf(attic), await namesOf(cellar)]).toEqual([all, all])
})

it('a machine looks from then on at what its INI has, too, although the plan stays as it was', async () => {
  await provide(ATTIC, { disk: OF_MACHINE.disk })
  let changes = 0
  await cellar.onPlans(() => void changes++)
  await expect.poll(() => changes).toBe(1)
  await provide(CELLAR, { disk: OF_MACHINE.disk })
  await expect.poll(() => changes).toBe(2)
  expect(await namesOf(cellar)).toEqual(['disk'])
})
