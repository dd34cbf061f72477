import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { allChecks } from '../../support/all-checks'
import { startRedis, type TestRedis } from '../../support/redis'
import { type OpenStore, openStore } from '../../support/watch'

let redis: TestRedis
let web: OpenStore
let worker: ChildProcess

beforeEach(async () => {
  redis = await startRedis()
  web = await openStore(redis)
})
afterEach(async () => {
  worker.kill('SIGKILL')
  await web.store.close()
  await redis.close()
})

const configure = (more: string) =>
  writeFile(join(redis.home, 'intvlm8r.ini'), `[Monitoring]\nheartbeatfrequency = Off\n${more}`)

/** The compiled worker on that Redis, with these checks in its INI. */
async function startWorker(checks: string): Promise<void> {
  await configure(checks)
  const program = join(import.meta.dirname, '../../../dist/bin/worker.js')
  worker = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home },
    stdio: 'ignore',
  })
}

async function serving(at = 0): Promise<{ server: Server; port: number }> {
  const server = createServer(socket => socket.end())
  await new Promise<void>(resolve => server.listen(at, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

async function statuses(): Promise<Record<string, string>> {
  const list = await allChecks(web.store)
  return Object.fromEntries(list.map(({ check, state }) => [check.name, state.status]))
}

const WITHIN = { interval: 100 }

it('the worker looks by itself: what answers is up, what does not is down, and a plan that changes counts at once', async () => {
  const { server, port } = await serving()
  await startWorker(`[check.nas]\nprobe = tcp\ntargets = 127.0.0.1:${port}, 127.0.0.1:1\nevery = 5s\n`)
  await expect.poll(statuses, WITHIN).toEqual({ [`nas/127.0.0.1:${port}`]: 'up', 'nas/127.0.0.1:1': 'down' })
  server.close()
  await once(server, 'close')
  await expect.poll(statuses, WITHIN).toMatchObject({ [`nas/127.0.0.1:${port}`]: 'down' })
  const again = await serving(port)
  await expect.poll(statuses, WITHIN).toMatchObject({ [`nas/127.0.0.1:${port}`]: 'up' })
  again.server.close()
  worker.kill('SIGTERM')
  expect(await once(worker, 'exit')).toEqual([0, null])
})

it('the worker looks at so many at once as the INI has by then', async () => {
  let open = 0
  let most = 0
  let all = 0
  const server = createServer(socket => {
    all++
    most = Math.max(most, ++open)
    socket.on('error', () => undefined).on('close', () => open--)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const checks = Array.from(
    { length: 12 },
    (_, n) => `[check.n${n}]\nprobe = tcp 127.0.0.1:${port}\nexpect = never\nevery = 5s\ntimeout = 1s\n`,
  ).join('')
  const atOnce = (number: number) => `[Watch]\nprobesatonce = ${number}\n${checks}`
  await startWorker(atOnce(1))
  await expect.poll(() => all, WITHIN).toBeGreaterThanOrEqual(6)
  // The end of one connection may arrive after the beginning of the next.
  expect(most).toBeLessThanOrEqual(2)
  await configure(atOnce(16))
  await expect.poll(() => most, WITHIN).toBeGreaterThanOrEqual(3)
  server.close()
})
