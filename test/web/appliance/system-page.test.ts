import { hostname } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import type { SystemFacts } from '../../../src/domain/appliance/system-facts'
import { openWeb, type TestWeb } from '../../support/web'

let web: TestWeb
afterEach(async () => await web.close())

async function get(path: string, facts?: Partial<SystemFacts>) {
  web = await openWeb()
  const { system } = web.ports
  if (facts) system.facts = async () => ({ ...BARE, ...facts })
  return await (await web.admin()).get(path).set('Accept', 'text/html')
}

const words = (html: string) => html.replace(/<head>[\s\S]*<\/head>|<[^>]*>/g, ' ').replace(/\s+/g, ' ')

/** A machine with hardly any facts. */
const BARE: SystemFacts = {
  hostName: 'bare',
  os: 'Linux 6.12',
  node: 'v20.19.2',
  uptime: 180_000,
  memory: { available: 512e6, total: 944e6 },
  units: [],
}

describe('the page', () => {
  test('shows the facts of this machine', async () => {
    const { status, text } = await get('/system')
    expect(status).toBe(200)
    expect(words(text)).toContain(
      `Host ${hostname()} Heartbeat 1.2.3 Node ${process.version} Redis Redis cannot be reached (trouble)`,
    )
    expect(words(text)).toMatch(/Disk free [\d.]+ [MG]B of [\d.]+ [MG]B/)
  })

  test('leaves out facts that the machine does not report', async () => {
    const { text } = await get('/system', {})
    expect(words(text)).toContain(
      'Health Machine up for 3 minutes Memory free 512 MB of 944 MB Clock not known whether it is synchronised Versions',
    )
    expect(text).not.toContain('Units')
  })

  test.each<[Partial<SystemFacts>, string]>([
    [{ temperature: 51.5 }, 'Processor 52 °C Memory'],
    [{ temperature: 72 }, 'Processor 72 °C (have a look)'],
    [{ temperature: 81 }, 'Processor 81 °C (trouble)'],
    [{ power: { now: [], sinceStart: [] } }, 'Power and heat all right'],
    [
      { power: { now: ['under-voltage'], sinceStart: ['under-voltage', 'throttled'] } },
      'Power and heat under-voltage (trouble)',
    ],
    [
      { power: { now: [], sinceStart: ['throttled'] } },
      'Power and heat since the start: throttled (have a look)',
    ],
    [{ disk: { free: 22.4e9, total: 31.1e9 } }, 'Disk free 22.4 GB of 31.1 GB Memory'],
    [{ disk: { free: 40e6, total: 31.1e9 } }, 'Disk free 40 MB of 31.1 GB (trouble)'],
    [{ clockSynchronised: true }, 'Clock synchronised'],
    [{ clockSynchronised: false }, 'Clock not synchronised: is there a time server? (have a look)'],
    [{ model: 'Raspberry Pi 4' }, 'Machine Raspberry Pi 4'],
    [
      { units: [{ name: 'intvlm8r-worker.service', state: 'failed', detail: 'failed', healthy: false }] },
      'Units intvlm8r-worker failed (trouble)',
    ],
  ])('shows %j as "%s"', async (facts, expected) => {
    const { text } = await get('/system', facts)
    expect(words(text)).toContain(expected)
  })
})

describe('the support bundle', () => {
  test('is a text file with facts, chain, results, ticks and INI, and without secrets', async () => {
    web = await openWeb()
    const agent = await web.admin()
    await web.ports.result.write({ at: new Date('2026-11-20T10:00').getTime(), result: 'DNS error' })
    const { status, headers, text } = await agent.get('/system/support')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(headers['content-disposition']).toMatch(/^attachment; filename="?intvlm8r-support-.*\.txt"?$/)
    for (const part of [
      '== Facts ==',
      'Heartbeat: 1.2.3',
      'bad     Redis: Redis cannot be reached',
      '2026/11/20 10:00:00 (DNS error)',
      '== Last ticks, from ',
      '; (removed)',
      'heartbeaturl = http://127.0.0.1:9/…',
    ])
      expect(text).toContain(part)
    expect(text).not.toMatch(/secret-token|\$scrypt|a comment that stays/)
  })

  test('has no secret that a receiver sent back, a tick has logged or a faulty setting holds', async () => {
    web = await openWeb()
    const agent = await web.admin()
    const { queue, system } = web.ports
    const attempt = { at: 0, delivered: false, result: 'HTTP error 404', detail: 'secret-token', phases: {} }
    Object.assign(queue, {
      pulse: async () => ({ server: 'valkey 8', workers: 1 }),
      history: async () => [
        {
          job: 'slot-1',
          slot: 1,
          occasion: 'due',
          queuedAt: 0,
          finishedAt: 0,
          outcome: 'failed',
          reason: 'answered 404: no monitor secret-token, see https://kuma.lan/Old-One',
          receiver: 'Uptime Kuma',
          attempts: [attempt],
        },
      ],
    })
    Object.assign(system, {
      tickLog: async () => ({ source: 'journalctl', lines: ['[Web] hots: "An-Old-Name" is odd'] }),
    })
    await web.writeIni(`${await web.ini()}[check.Cellar]\nperiod = Sesame\n`)
    const { text } = await agent.get('/system/support')
    expect(text).not.toMatch(/secret-token|Old-One|Old-Name|hots|Cellar|Sesame/i)
    expect(text).toContain('HTTP error 404: answered 404: no monitor (removed)-(removed), see https://…')
    expect(text).toContain('[Web] (unknown key): "(removed)" is odd')
    expect(text).toContain('[check.(removed)] period: "(removed)" is not a span of time')
  })

  test('is only for those logged in, as the page is', async () => {
    web = await openWeb()
    for (const path of ['/system', '/system/support']) {
      const { status, text } = await web.visitor().get(path).set('Accept', 'application/json')
      expect([status, text]).toEqual([401, '{"error":"Log in first."}'])
    }
  })
})
