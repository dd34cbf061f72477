import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { planOf } from '../../../../src/domain/watch/check-plan'
import { type Certificates, makeCertificates } from '../../../support/certificates'
import { startProxy } from '../../../support/proxy'
import { startRedis, type TestRedis } from '../../../support/redis'
import { type Served, serve } from '../../../support/serve'
import { openWeb, type TestWeb } from '../../../support/web'

const run = promisify(execFile)

let certificates: Certificates
let folder: string
let authority: string
let redis: TestRedis
let web: TestWeb
let served: Served
let base: string
let key: string
let id: string
let slug: string
let clock = Date.UTC(2026, 10, 20)

beforeAll(async () => {
  redis = await startRedis()
  certificates = makeCertificates()
  folder = await mkdtemp(join(tmpdir(), 'cronitor-'))
  authority = join(folder, 'ca.pem')
  await writeFile(authority, certificates.ca)
})
afterAll(async () => {
  await redis.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  clock += 86_400_000
  web = await openWeb({ redis: redis.target, now: () => (clock += 1_000) })
  served = await serve(web.app)
  base = served.url
  key = await web.ports.checks.pingKey()
  slug = `nas-${clock}`
  const plan = planOf({ name: 'NAS', slug })
  id = (await web.ports.checks.create(plan, 'page', clock)).check.id
})
afterEach(async () => {
  served.close()
  await web.close()
})

/** Kinds and texts of all signals, the oldest first. */
async function signals() {
  const [history, bodies] = await Promise.all([web.ports.checks.history(id), web.ports.checks.bodies(id)])
  return history
    .map(({ n, kind, duration, detail: { rid, exitCode, agent } }) => ({
      kind,
      body: bodies.find(body => body.n === n)?.body,
      duration,
      rid,
      exitCode,
      agent,
    }))
    .reverse()
}

describe('npm cronitor, unmodified,', () => {
  /**
   * Runs a program with the client. Its addresses are https://cronitor.link/... only, so the name leads to the web app here,
   * as it would with an entry in DNS and an authority that the client trusts.
   */
  async function withClient(program: string): Promise<string> {
    const { cert, key: privateKey } = certificates.good
    const tls = createServer({ cert, key: privateKey }, web.app).listen(0, '127.0.0.1')
    await once(tls, 'listening')
    const proxy = await startProxy({ tunnelTo: (tls.address() as AddressInfo).port })
    const script = `void (async () => {
      const cronitor = require('cronitor')('${key}')
      const { Monitor, Event } = cronitor
      const main = async monitor => { ${program} }
      console.log(JSON.stringify(await main(new Monitor('${id}')) ?? null))
    })()`
    try {
      const { stdout } = await run(process.execPath, ['-e', script], {
        env: {
          PATH: process.env.PATH,
          HOSTNAME: 'nas',
          HTTPS_PROXY: `http://${proxy.host}`,
          NODE_EXTRA_CA_CERTS: authority,
        },
      })
      expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT cronitor.link:443']))
      return JSON.parse(stdout)
    } finally {
      tls.close()
      await proxy.close()
    }
  }

  test('reports the states of a job, with message, series and metrics', async () => {
    const result = await withClient(`return [
      await monitor.ping({ state: 'run', series: 'one' }),
      await monitor.ping({ state: 'complete', series: 'one', message: 'all & well', metrics: { duration: 2.5, count: 3 } }),
      await monitor.ping({ state: 'fail', message: 'no disk' }),
      await monitor.ok(),
      await monitor.ping(),
    ]`)
    expect(result).toEqual([true, true, true, true, true])
    const agent = 'cronitor-js'
    expect(await signals()).toEqual([
      { kind: 'start', rid: 'series one', agent },
      { kind: 'success', rid: 'series one', body: 'all & well', duration: 2_500, agent },
      { kind: 'fail', body: 'no disk', agent },
      { kind: 'success', agent },
      { kind: 'success', agent },
    ])
  })

  test('wraps functions, and those that throw have failed', async () => {
    const result = await withClient(`
      const done = await cronitor.wrap(monitor.key, async () => 'copied 3 files')()
      await cronitor.wrap(monitor.key, async () => { throw new Error('no disk') })()
      return done`)
    expect(result).toBe('copied 3 files')
    const [begun, complete, again, fail] = await signals()
    expect([begun, complete]).toMatchObject([{ kind: 'start' }, { kind: 'success', body: 'copied 3 files' }])
    expect([again, fail]).toMatchObject([{ kind: 'start' }, { kind: 'fail', body: 'Error: no disk' }])
    expect(complete?.rid).toBe(begun?.rid)
    expect(fail!.rid).not.toBe(begun?.rid)
  })

  test('counts events, and reports an error', async () => {
    await withClient(`const event = new Event(monitor.key); event.tick(3); await event.fail('queue is full')`)
    expect(await signals()).toContainEqual(expect.objectContaining({ kind: 'fail', body: 'queue is full' }))
  })

  test('learns that its key or its monitor is wrong', async () => {
    const result = await withClient(`console.error = () => {}
      const unknown = await new Monitor('nobody').ping()
      const other = require('cronitor')('wrong')
      return [unknown, await new other.Monitor('${slug}').ping()]`)
    expect([result, await signals()]).toEqual([[false, false], []])
  })
})

/** Requests as their sources make them. `KEY` is the ping key, `ID` the monitor. */
const REPLAYS: readonly [client: string, source: string, path: string, signal: object][] = [
  [
    'cronitor-python 4',
    'cronitor/monitor.py: ping',
    '/p/KEY/ID?state=run&series=5&host=nas&stamp=1606500000.1',
    { kind: 'start', rid: 'series 5' },
  ],
  [
    'cronitor-python 4',
    'cronitor/monitor.py: ping',
    '/p/KEY/ID?state=complete&message=all+well&series=5&metric=count%3A3&metric=duration%3A1.5&stamp=1606500002.1',
    { kind: 'success', body: 'all well', duration: 1_500, rid: 'series 5' },
  ],
  [
    'cronitor-python 4',
    'cronitor/monitor.py: ping',
    '/p/KEY/ID?state=fail&message=no+disk&stamp=1606500002.1&env=production',
    { kind: 'fail', body: 'no disk' },
  ],
  [
    'cronitor-python 3',
    'cronitor/monitor.py: ping_url',
    '/ping/KEY/ID/fail?auth_key=KEY&msg=no+disk&duration=2&host=nas&count=0&error_count=1',
    { kind: 'fail', body: 'no disk', duration: 2_000 },
  ],
  [
    'CronitorCLI exec',
    'cmd/root.go: sendPing',
    '/ping/KEY/ID?state=run&try=1&stamp=1606500000.000&msg=backup+--all&host=nas&series=1606500000.000',
    { kind: 'start', rid: 'series 1606500000.000', body: 'backup --all' },
  ],
  [
    'CronitorCLI exec',
    'cmd/root.go: sendPing',
    '/ping/KEY/ID?state=complete&try=2&stamp=1606500009.250&msg=done%0A&host=nas&duration=9.250&series=1606500000.000&status_code=0&metric=length%3A5&env=production',
    { kind: 'success', rid: 'series 1606500000.000', body: 'done\n', duration: 9_250, exitCode: 0 },
  ],
  [
    'CronitorCLI exec',
    'cmd/root.go: sendPing',
    '/ping/KEY/ID?state=fail&try=1&stamp=1606500009.250&msg=%5Bexit+status+3%5D+no+disk&host=nas&duration=9.250&series=1606500000.000&status_code=3',
    {
      kind: 'fail',
      rid: 'series 1606500000.000',
      body: '[exit status 3] no disk',
      duration: 9_250,
      exitCode: 3,
    },
  ],
  [
    'CronitorCLI ping --tick',
    'cmd/ping.go',
    '/ping/KEY/ID?state=tick&try=1&stamp=1606500009.250&host=nas',
    { kind: 'success' },
  ],
  [
    'CronitorCLI without a key',
    'cmd/root.go: sendPing',
    '/cronitor/ID/fail?try=1&stamp=1606500009.250&msg=no+disk&host=nas&status_code=1',
    { kind: 'fail', body: 'no disk', exitCode: 1 },
  ],
  [
    'borgmatic 1.7 to 2.0',
    'borgmatic/hooks/monitoring/cronitor.py',
    '/cronitor/ping/KEY/ID/complete',
    { kind: 'success' },
  ],
]

describe('requests as the sources of clients make them', () => {
  test.each(REPLAYS)('%s (%s): %s', async (_client, _source, path, signal) => {
    const { status, body } = await fetch(`${base}${path.replaceAll('KEY', key).replace('ID', id)}`).then(
      async answer => ({ status: answer.status, body: await answer.text() }),
    )
    expect([status, body]).toEqual([200, 'OK'])
    expect(await signals()).toMatchObject([signal])
  })
})
