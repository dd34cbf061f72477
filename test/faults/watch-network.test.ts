/** Fifty probes and a cable: without a network there is one alert, and none that accuses a target. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { allChecks } from '../support/all-checks'
import { ip, type OwnNetwork, openNetwork } from '../support/own-network'
import { answer, type Receiver, startReceiver } from '../support/receiver'
import { startRedis, type TestRedis } from '../support/redis'
import { type OpenStore, openStore } from '../support/watch'

const PROBES = 50

describe.skipIf(!inject('mayMount'))('a watch with fifty probes', () => {
  let network: OwnNetwork
  let redis: TestRedis
  let web: OpenStore
  let hook: Receiver
  let worker: ChildProcess
  let servers: Server[]

  beforeEach(async () => {
    network = openNetwork()
    ip('-n', network.name, 'route', 'add', 'default', 'via', network.receiver)
    redis = await startRedis()
    await chmod(redis.home, 0o755)
    web = await openStore(redis)
    hook = await startReceiver({ host: network.receiver })
    servers = await Promise.all(Array.from({ length: PROBES / 2 }, () => serving(network.receiver)))
    const port = (server: Server) => (server.address() as AddressInfo).port
    const tcp = servers.map(server => `${network.receiver}:${port(server)}`)
    hook.answerWith(answer(200, 'well'))
    const http = Array.from({ length: PROBES / 2 }, (_, n) => `${hook.url}/look/${n}`)
    const ini = [
      '[Monitoring]\nheartbeatfrequency = Off',
      `[channel.hook]\nkind = webhook\ndefault = on\nurl = ${hook.url}/alert`,
      `[check.port]\nprobe = tcp\ntargets = ${tcp.join(', ')}\nevery = 10s\ntimeout = 5s`,
      `[check.page]\nprobe = http\ntargets = ${http.join(', ')}\nevery = 10s\ntimeout = 5s\ncontains = well`,
    ]
    await writeFile(join(redis.home, 'intvlm8r.ini'), `${ini.join('\n')}\n`)
    const program = join(inject('programs'), 'bin/worker.js')
    worker = spawn('ip', ['netns', 'exec', network.name, process.execPath, program], {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home },
      stdio: 'ignore',
    })
    await expect.poll(statuses, { timeout: 90_000, interval: 200 }).toEqual({ up: PROBES })
  }, 120_000)

  afterEach(async () => {
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    for (const server of servers) server.close()
    await web.store.close()
    await hook.close()
    await redis.close()
    network.close()
  })

  async function serving(host: string): Promise<Server> {
    const server = createServer(socket => socket.on('error', () => undefined).end())
    server.listen(0, host)
    await once(server, 'listening')
    return server
  }

  async function statuses(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { state } of await allChecks(web.store)) counts[state.status] = (counts[state.status] ?? 0) + 1
    return counts
  }

  const unseen = async () =>
    (await allChecks(web.store)).filter(({ state }) => state.unseen !== undefined).length

  const subjects = () =>
    hook.requests.filter(({ path }) => path === '/alert').map(({ body }) => JSON.parse(body).subject)

  /** Flips of any check but that from new to up. */
  async function accusations(): Promise<string[]> {
    const list = await allChecks(web.store)
    const flips = await Promise.all(list.map(({ check }) => web.store.flips(check.id)))
    return flips
      .flat()
      .flatMap(({ to, reason }) => (to === 'up' && reason === 'success' ? [] : [`${to} ${reason}`]))
  }

  it.each([
    ['its cable is out', () => network.unplug(), 45_000],
    ['its gateway is silent, though its cable is in', () => network.swallow(), 80_000],
  ])(
    'keeps every status while %s, tells that once, and then looks on',
    { timeout: 240_000 },
    async (_what, breaks, ms) => {
      breaks()
      await expect.poll(unseen, { timeout: 40_000, interval: 200 }).toBe(PROBES)
      // Longer than three times the interval, after which a check would be blind, and than it takes to be told.
      await pause(ms)
      expect(await statuses()).toEqual({ up: PROBES })
      network.plugIn()
      ip('-n', network.name, 'route', 'replace', 'default', 'via', network.receiver)
      await expect.poll(unseen, { timeout: 40_000, interval: 200 }).toBe(0)
      await expect
        .poll(subjects, { timeout: 90_000, interval: 500 })
        .toEqual(['[NO NETWORK] This watch has no network', '[NETWORK] This watch has its network again'])
      expect(await accusations()).toEqual([])

      // From then on, a failure is one again.
      const [gone] = servers
      gone?.close()
      await expect.poll(statuses, { timeout: 40_000, interval: 200 }).toEqual({ up: PROBES - 1, down: 1 })
      expect(await accusations()).toEqual(['down failure'])
    },
  )

  it('is not misled by a cable that is out and in again and again', { timeout: 200_000 }, async () => {
    for (const ms of [300, 1_500, 3_000, 700, 4_000]) {
      network.unplug()
      await pause(ms)
      network.plugIn()
      ip('-n', network.name, 'route', 'replace', 'default', 'via', network.receiver)
      await pause(3_500)
    }
    await expect.poll(unseen, { timeout: 40_000, interval: 200 }).toBe(0)
    expect(await accusations()).toEqual([])
    expect(subjects()).toEqual([])
  })
})
