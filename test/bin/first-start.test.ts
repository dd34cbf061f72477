/** Commands in the very first second of an appliance, while its programs begin one after the other. */
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { openAppliance } from '../../src/bin/commands/context'
import { drawIdentity } from '../../src/io/appliance/identity'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { spawnRedis } from '../../src/io/redis/private-server/process'
import { freePort } from '../support/port'

const PROGRAMS = join(import.meta.dirname, '../../dist/bin')
const run = promisify(execFile)

let home: string
let port: number
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-first-'))
  port = await freePort()
  const ini = `[Monitoring]\nheartbeatfrequency = Off\n[Web]\nhost = 127.0.0.1\nport = ${port}\n`
  await writeFile(join(home, 'intvlm8r.ini'), ini, { mode: 0o600 })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true })
})

const env = () => ({ PATH: process.env.PATH, INTVLM8R_HOME: home })
const node = async (...args: string[]) => await run(process.execPath, args, { env: env() })

/** As systemd does at the first start, before any other program. */
async function startRedis(): Promise<void> {
  await node(join(PROGRAMS, 'redis.js'), '--prepare')
  const place = redisPlace(home)
  const [server = ''] = (await readFile(join(place.folder, 'server'), 'utf8')).split('\n')
  const redis = spawnRedis(place, server)
  expect(await redis.ready).toBe(true)
  onTestFinished(async () => {
    redis.child.kill('SIGKILL')
    await once(redis.child, 'exit')
  })
}

test('a key that is made before the web app begins is one that the web app takes', async () => {
  await startRedis()
  const { stdout } = await node(join(PROGRAMS, 'intvlm8r.js'), 'key', 'add', 'prometheus')
  const web = fork(join(PROGRAMS, 'web.js'), { env: env(), silent: true })
  onTestFinished(async () => {
    web.kill('SIGKILL')
    await once(web, 'exit')
  })
  const ask = async () =>
    (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { 'X-Api-Key': stdout.trim() } })).status
  await vi.waitFor(async () => expect(await ask()).toBe(200), 60_000)
})

test('a command that began before the appliance had its names writes nothing under others', async () => {
  vi.stubEnv('INTVLM8R_HOME', home)
  const { openChecks } = await openAppliance()
  await drawIdentity(home)
  await startRedis()
  const { checks, connected } = openChecks()
  onTestFinished(async () => await checks.close())
  await expect(connected()).rejects.toThrow('Redis was only just begun; type the command again')
  const again = (await openAppliance()).openChecks()
  onTestFinished(async () => await again.checks.close())
  await again.connected()
})
