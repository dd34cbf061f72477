/**
 * A web app in a network of its own, whose way to Redis swallows every packet for a minute: no connection breaks, and nothing
 * comes through. Programs as they ship; senders that check in by that web app alone. Takes root.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckStore } from '../../src/domain/watch/ports'
import { connectStore, type Redis } from '../../src/io/redis/client'
import { serverVersion } from '../../src/io/redis/errors'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { allChecks } from '../support/all-checks'
import { type OwnNetwork, openNetwork } from '../support/own-network'
import { freePort } from '../support/port'
import { plan } from '../support/watch'
import { note } from './report'

const SPLIT_MS = Number(process.env.SPLIT_SECONDS || 60) * 1_000
const CHECKS = 20
const PREFIX = 'fleet'
/** Checks in for every check each two seconds: `node -e SENDER PORT ID...`. */
const SENDER = `
const [port, ...ids] = process.argv.slice(1)
setInterval(() => {
  for (const id of ids)
    fetch('http://127.0.0.1:' + port + '/ping/' + id, { signal: AbortSignal.timeout(5000) })
      .then(({ status }) => console.log(status), () => console.log('failed'))
}, 2000)`

let network: OwnNetwork
let root: string
let children: ChildProcess[]
let admin: Redis
let checks: CheckStore

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'intvlm8r-fleet-'))
  children = []
  network = openNetwork()
})

afterEach(async () => {
  await checks?.close()
  for (const child of children) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  network.close()
  rmSync(root, { recursive: true, force: true })
})

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(program, args, { cwd: root, env: { PATH: process.env.PATH, ...env } })
  children.push(child)
  return child
}

const inside = ['netns', 'exec'] as const

/** A member of the watch with a state folder of its own. */
function startMember(name: 'web' | 'worker', url: string, port: number): ChildProcess {
  const home = join(root, name)
  mkdirSync(home, { mode: 0o700 })
  const ini = [
    '[Monitoring]',
    'heartbeatfrequency = Off',
    '[Web]',
    `port = ${port}`,
    '[Redis]',
    `url = ${url}`,
    `prefix = ${PREFIX}`,
    'join = on',
  ]
  writeFileSync(join(home, 'intvlm8r.ini'), `${ini.join('\n')}\n`, { mode: 0o600 })
  const env = { INTVLM8R_HOME: home, INTVLM8R_PASSWORD: 'a goat in the garden' }
  const program = resolve(`dist/bin/${name}.js`)
  return name === 'web'
    ? start('ip', [...inside, network.name, process.execPath, program], env)
    : start(process.execPath, [program], env)
}

async function startServer(port: number): Promise<void> {
  const server = findRedisServer(process.env.PATH ?? '')
  if (server === undefined) throw new Error('no valkey-server or redis-server')
  const way = ['--port', `${port}`, '--bind', network.receiver, '--protected-mode', 'no']
  start(server, [...way, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'])
  admin = connectStore({ url: `redis://${network.receiver}:${port}`, prefix: PREFIX })
  admin.on('error', () => {})
  checks = openCheckStore(admin, openSchedules())
  await expect.poll(() => admin.status, { timeout: 10_000 }).toBe('ready')
}

async function flipsTo(status: string): Promise<number> {
  const all = await Promise.all((await allChecks(checks)).map(({ check }) => checks.flips(check.id)))
  return all.flat().filter(({ to }) => to === status).length
}

const upOnes = async () => (await allChecks(checks)).filter(({ state }) => state.status === 'up').length

describe('a web app that is cut off from Redis by a network that drops packets', () => {
  it(`raises no alarm for ${SPLIT_MS / 1000} s, and afterwards every silence is told`, async () => {
    const [redisPort, port] = [await freePort(), await freePort()]
    await startServer(redisPort)
    const url = `redis://${network.receiver}:${redisPort}`
    startMember('web', url, port)
    startMember('worker', url, await freePort())
    const schedule = { kind: 'period', period: 6_000 } as const
    const made = await Promise.all(
      Array.from({ length: CHECKS }, (_, number) =>
        checks.create(plan(`check ${number}`, { schedule, grace: 3_000 }), 'page', Date.now()),
      ),
    )
    const ids = made.map(({ check }) => check.id)
    const sender = start('ip', [...inside, network.name, process.execPath, '-e', SENDER, `${port}`, ...ids])
    const answers: string[] = []
    if (sender.stdout) createInterface({ input: sender.stdout }).on('line', line => answers.push(line))
    await expect.poll(upOnes, { timeout: 60_000, interval: 500 }).toBe(CHECKS)
    const before = await flipsTo('down')

    network.swallow()
    const since = answers.length
    await pause(SPLIT_MS)
    const refused = answers.slice(since).filter(line => line !== '200').length
    const falseAlarms = (await flipsTo('down')) - before
    network.plugIn()
    expect(refused).toBeGreaterThan(CHECKS)
    expect(falseAlarms).toBe(0)

    // Check-ins come through again, and no alarm follows for those that were lost.
    const healed = answers.length
    const come = () => answers.slice(healed).filter(line => line === '200').length
    await expect.poll(come, { timeout: 90_000, interval: 500 }).toBeGreaterThan(5 * CHECKS)
    expect((await flipsTo('down')) - before).toBe(0)
    expect(await upOnes()).toBe(CHECKS)

    sender.kill('SIGKILL')
    const silentAt = Date.now()
    await expect.poll(() => flipsTo('down'), { timeout: 60_000, interval: 250 }).toBe(before + CHECKS)
    const told = (Date.now() - silentAt) / 1000
    const cells = [
      serverVersion(await admin.info()),
      `${SPLIT_MS / 1000} s`,
      refused,
      0,
      `${CHECKS} of ${CHECKS}`,
      `${told.toFixed(0)} s`,
    ]
    note('split', cells.join(' | '))
  })
})
