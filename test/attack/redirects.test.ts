/** A receiver of heartbeats on the internet that redirects into the LAN, to this machine and to the appliance itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { FIRST, PORT, PROGRAMS } from './appliance'
import { APPLIANCE, DEVICE, mayAttack, PUBLIC } from './networks'
import { openScene, repel } from './scene'

const SERVICE_PORT = 8_000
const TARGETS = [
  `http://127.0.0.1:${PORT}/heartbeat`,
  `http://[::1]:${PORT}/healthz`,
  `http://localhost:${PORT}/healthz`,
  `http://${APPLIANCE[4]}:${PORT}/healthz`,
  `http://${PUBLIC.appliance}:${PORT}/healthz`,
  'http://127.0.0.1:9090/stolen',
  'http://0.0.0.0:9090/stolen',
  'http://2130706433:9090/stolen',
  'http://[::ffff:127.0.0.1]:9090/stolen',
  `http://${DEVICE[4]}:${SERVICE_PORT}/stolen`,
  `http://[::ffff:${DEVICE[4]}]:${SERVICE_PORT}/stolen`,
]

describe.skipIf(!mayAttack())('redirects of a receiver', () => {
  const scene = openScene()
  const visits: string[] = []
  let server: ChildProcess

  beforeAll(async () => {
    const order = {
      receiver: { host: PUBLIC.receiver, port: 80 },
      service: { host: DEVICE[4], port: SERVICE_PORT },
    }
    const script = join(import.meta.dirname, 'programs/redirect.cjs')
    const command = [process.execPath, script, JSON.stringify(order)]
    server = spawn('ip', ['netns', 'exec', scene.networks.others, ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream })
    await once(lines, 'line')
    lines.on('line', line => visits.push(line))
  })
  afterAll(() => server?.kill())

  test('reach nothing that is nearer, and are no delivery', async () => {
    const harm = 'requests at their targets, or heartbeats that counted as delivered'
    const attack = 'redirects to loopback, the LAN and the appliance itself'
    await repel(scene, { attack, harm, beats: 'behind it' }, async () => {
      const ini = scene.appliance.ini()
      const stolen = () => scene.appliance.visits.length + visits.length
      const before = stolen()
      let delivered = 0
      for (const [n, target] of TARGETS.entries()) {
        const url = `http://${PUBLIC.receiver}/?to=${encodeURIComponent(target)}`
        scene.appliance.writeIni(ini.replace(/^heartbeaturl = .*$/m, `heartbeaturl = ${url}`))
        if (await isDelivered(n === TARGETS.length - 1)) delivered++
      }
      if (/\(200\)/.test(readFileSync(join(scene.appliance.home, 'hbresults.txt'), 'utf8'))) delivered++
      scene.appliance.writeIni(ini)
      return { requests: TARGETS.length, through: delivered + stolen() - before }
    })
  })

  /** Sends a heartbeat as its owner does in the shell; whether it counts as delivered at its first attempt, or at its last. */
  async function isDelivered(atLast: boolean): Promise<boolean> {
    const { appliance, networks } = scene
    const command = [...FIRST, process.execPath, join(PROGRAMS, 'intvlm8r.js'), 'heartbeat']
    const child = spawn('ip', ['netns', 'exec', networks.appliance, ...command], {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: appliance.home, TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const closed = once(child, 'close')
    const verdict = new Promise<string>(resolve => {
      const lines = createInterface({ input: child.stdout })
      const isVerdict = atLast ? /^(failed|delivered)/ : /^(retrying|failed|delivered)/
      lines.on('line', line => {
        if (isVerdict.test(line)) resolve(line)
      })
    })
    const line = await Promise.race([verdict, closed.then(() => 'no verdict')])
    if (line === 'no verdict') throw new Error('the heartbeat did not go out')
    child.kill()
    await closed
    return line.startsWith('delivered')
  }
})
