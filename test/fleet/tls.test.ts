/**
 * TLS to Sentinels and their servers, and to the nodes of a Cluster, which speak nothing else: the programs as they ship, with an
 * authority of one's own as `[Network] cafile`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createSecureContext } from 'node:tls'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { connectStore } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { makeCertificates } from '../support/certificates'
import { failOver } from '../support/failovers'
import { freePort } from '../support/port'
import { type Group, type Node, startCluster, startSentinelGroup } from '../support/redis-group'
import { plan } from '../support/watch'

const tls = makeCertificates()
const ends: (() => Promise<unknown>)[] = []
let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'intvlm8r-tls-'))
  return () => rmSync(root, { recursive: true, force: true })
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

interface Appliance {
  readonly lines: readonly string[]
  health(): Promise<string>
  checkIn(id: string): Promise<number>
}

/** A web app and a worker; `cafile`: whether they are given the authority of the servers. */
async function startAppliance(name: string, url: string, { cafile = true } = {}): Promise<Appliance> {
  const home = join(root, name)
  mkdirSync(home, { mode: 0o700 })
  writeFileSync(join(home, 'authority.pem'), tls.ca)
  const port = await freePort()
  const ini = [
    '[Monitoring]',
    'heartbeatfrequency = Off',
    '[Web]',
    `port = ${port}`,
    '[Redis]',
    `url = ${url}`,
    'prefix = home',
    'join = on',
    ...(cafile ? ['[Network]', 'cafile = authority.pem'] : []),
  ]
  writeFileSync(join(home, 'intvlm8r.ini'), `${ini.join('\n')}\n`, { mode: 0o600 })
  const lines: string[] = []
  for (const program of ['web', 'worker']) {
    const env = { PATH: process.env.PATH, INTVLM8R_HOME: home, INTVLM8R_PASSWORD: 'a goat in the garden' }
    const child: ChildProcess = spawn(process.execPath, [resolve(`dist/bin/${program}.js`)], { env })
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', line => lines.push(line))
    ends.push(async () => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    })
  }
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) })
  return {
    lines,
    health: () => ask('/healthz').then(answer => answer.text(), String),
    checkIn: id =>
      ask(`/ping/${id}`).then(
        ({ status }) => status,
        () => 0,
      ),
  }
}

async function makeCheck(url: string): Promise<string> {
  const authorities = async () => createSecureContext({ ca: tls.ca })
  const connection = connectStore({ url, prefix: 'home', authorities })
  connection.on('error', () => {})
  const store = openCheckStore(connection, openSchedules())
  ends.push(() => store.close())
  await expect.poll(() => connection.status, { timeout: 10_000 }).toBe('ready')
  return (await store.create(plan('a job'), 'page', Date.now())).check.id
}

/** Check-ins are stored, before and after another server has taken over. */
async function worksThroughout(name: string, group: Group, fail: (before: Node) => Promise<unknown>) {
  const appliance = await startAppliance(name, group.url)
  await expect.poll(appliance.health, { timeout: 90_000 }).toMatch(/"redis":"reachable".*"well":true/)
  const id = await makeCheck(group.url)
  expect(await appliance.checkIn(id)).toBe(200)
  const before = await group.primary()
  await fail(before)
  await expect.poll(async () => (await group.primary()).port, { timeout: 60_000 }).not.toBe(before.port)
  await expect.poll(() => appliance.checkIn(id), { timeout: 90_000 }).toBe(200)
  await expect.poll(appliance.health, { timeout: 90_000 }).toMatch(/"redis":"reachable".*"well":true/)
}

it('a watch lives behind Sentinels that speak TLS, also after a failover', async () => {
  const group = await startSentinelGroup({ tls })
  ends.push(group.close)
  await worksThroughout('sentinel', group, () => failOver(group))
})

it('a watch lives in a Cluster that speaks TLS, also after a failover', async () => {
  const cluster = await startCluster('{home}', { tls, replicasEach: 1 })
  ends.push(cluster.close)
  await worksThroughout('cluster', cluster, async before => {
    await cluster.whole()
    const ask = async () => {
      await (await cluster.replicaOf(before))?.admin.call('CLUSTER', 'FAILOVER').catch(String)
      return (await cluster.primary()).port
    }
    await expect.poll(ask, { timeout: 60_000, interval: 3_000 }).not.toBe(before.port)
  })
})

it('servers whose authority is not known get nothing, and the log has the reason', async () => {
  const group = await startSentinelGroup({ tls })
  ends.push(group.close)
  const appliance = await startAppliance('stranger', group.url, { cafile: false })
  await expect
    .poll(() => appliance.lines.filter(line => line.includes('Redis')).join('\n'), { timeout: 20_000 })
    .toMatch(/the certificate of its Sentinels is not trusted .*cafile/)
  await expect.poll(() => appliance.checkIn(randomUUID()), { timeout: 20_000 }).toBe(503)
})
