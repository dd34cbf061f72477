import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type StatusReport, statusLines } from '../../src/bin/commands/status-report'
import type { LastTick } from '../../src/domain/heartbeat/tick'
import { openAlertStore } from '../../src/io/alerts/alert-store'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { startHeartbeatWorker } from '../../src/io/heartbeat/worker'
import { connectWorker } from '../../src/io/redis/client'
import { drawVapidKeys } from '../../src/notifiers/web-push'
import { fakedClock } from '../support/faketime'
import { startRedis, type TestRedis } from '../support/redis'
import { openStore, plan, signal } from '../support/watch'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)

let redis: TestRedis
let worker: { close(): Promise<void> }
let web: Server

beforeAll(async () => {
  redis = await startRedis()
  const connection = connectWorker(redis.target)
  worker = startHeartbeatWorker(connection, {
    send: () => Promise.reject(new Error('nothing is sent here')),
    record: async () => {},
    onError: () => {},
  })
  await once(connection, 'ready')
  web = createServer((_request, response) => response.end('{"status":"ok"}')).listen(0, '127.0.0.1')
  await once(web, 'listening')
})
afterAll(async () => {
  web.close()
  await worker.close()
  await redis.close()
})
beforeEach(async () => {
  await configure('10')
  await result('02:35:03', '200')
  await tick({ at: at('02:40:05'), end: 'queued', line: 'heartbeat queued as slot-1: due' })
})

async function configure(frequency: string, more = ''): Promise<void> {
  const { port } = web.address() as AddressInfo
  const ini = join(redis.home, 'intvlm8r.ini')
  const url = 'http://127.0.0.1:9/x'
  await writeFile(
    ini,
    `[Monitoring]\nheartbeatfrequency = ${frequency}\nheartbeaturl = ${url}\n${more}[Web]\nport = ${port}\n`,
  )
  await utimes(ini, at('00:00:00') / 1000, at('00:00:00') / 1000)
}

/** The last result, of that time. */
async function result(clock: string, text: string): Promise<void> {
  await writeFile(join(redis.home, 'hbresults.txt'), `2026/11/20 ${clock} (${text})\n`)
}

async function tick(last: LastTick): Promise<void> {
  await writeFile(join(redis.home, 'tick.json'), JSON.stringify(last))
}

interface Ran {
  readonly code: number
  readonly stdout: string
  /** The last line. */
  readonly end: string
}

const status = (clock: string, more: NodeJS.ProcessEnv = {}, ...args: string[]) =>
  run(clock, more, 'status', ...args)

function run(clock: string, more: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> {
  // The library that fakes the clock reads it in the zone of the process.
  const time = new Date(
    at(clock) + (more.TZ === 'Asia/Kathmandu' ? 345 * 60_000 : more.TZ === 'IST-5:30' ? 330 * 60_000 : 0),
  )
  const env = {
    PATH: process.env.PATH,
    INTVLM8R_HOME: redis.home,
    TZ: 'UTC',
    ...more,
    ...fakedClock(time.toISOString().slice(0, 19).replace('T', ' ')),
  }
  return new Promise(resolve => {
    execFile(process.execPath, [PROGRAM, ...args], { env }, (error, stdout, stderr) => {
      const code = Number(error?.code ?? 0)
      resolve({ code, stdout: stdout + stderr, end: stdout.trimEnd().split('\n').at(-1) ?? '' })
    })
  })
}

describe('status', () => {
  it('ends with 0 while all is well, and while a heartbeat is on its way', async () => {
    await result('02:40:07', '200')
    expect(await status('02:44:00')).toMatchObject({ code: 0, end: 'All is well.' })
    await result('02:30:07', '200')
    expect(await status('02:40:50')).toMatchObject({ code: 0, end: 'All is well.' })
  })

  it('does not call all well while no tick has come since the start', async () => {
    await result('02:40:07', '200')
    await rm(join(redis.home, 'tick.json'))
    const { code, end } = await status('02:44:00')
    expect([code, end]).toEqual([
      0,
      'Not all is known to be well: Timer: no tick yet; one comes every five minutes',
    ])
  })

  it('names a heartbeat that is late, and where it stands', async () => {
    await result('02:30:07', '200')
    const { code, stdout, end } = await status('02:41:05')
    expect(code).toBe(1)
    expect(stdout).not.toContain('All is well')
    expect(end).toBe('Late: the 02:40 heartbeat has not gone out. It stands at: Worker: running')
    expect(stdout).toMatch(/^warn Worker .*Late: the 02:40 heartbeat has not gone out; running$/m)
  })

  it('names one that the tick could not get out, also when its organ works again', async () => {
    await result('02:30:07', '200')
    const line = 'no heartbeat, although due every 10 minutes: the web app answered 503: Redis has gone'
    await tick({ at: at('02:40:05'), end: 'redis', line, owedSince: at('02:40:00') / 300_000 })
    const { code, end } = await status('02:42:00')
    expect(code).toBe(1)
    expect(end).toMatch(/^Late: the 02:40 heartbeat has not gone out. It stands at: Redis: /)
  })

  it('is not well when the slot of the last due one is over', async () => {
    await result('02:30:07', '200')
    await tick({ at: at('02:45:05'), end: 'nothing', line: 'nothing to do: not due' })
    const { code, end } = await status('02:46:00')
    expect(code).toBe(1)
    expect(end).toMatch(/^Heartbeats stop at: Timer: the 02:40 heartbeat did not go out; /)
  })

  it.each(['Missed', 'Timeout error'])('is not well after (%s)', async text => {
    await result('02:40:07', text)
    expect(await status('02:42:00')).toMatchObject({ code: 1, end: expect.stringContaining(text) })
  })

  it('is not well when no tick came since boot although one was due', async () => {
    await rm(join(redis.home, 'tick.json'))
    await result('02:30:07', '200')
    const { code, end } = await status('02:42:00')
    expect([code, end]).toEqual([
      1,
      expect.stringMatching(/^Late: the 02:40 heartbeat .* Timer: no tick yet/),
    ])
  })

  it('is JSON for programs, with the same exit code', async () => {
    await result('02:30:07', '200')
    const { code, stdout } = await status('02:41:05', {}, '--json')
    expect(code).toBe(1)
    const json = JSON.parse(stdout)
    expect(json).toMatchObject({
      well: false,
      state: 'warn',
      heartbeat: 'late',
      summary: 'Late: the 02:40 heartbeat has not gone out. It stands at: Worker: running',
      lastHeartbeat: { at: '2026-11-20T02:30:07.000Z', result: '200', delivered: true },
      nextHeartbeat: '2026-11-20T02:50:00.000Z',
      secondSender: null,
      alertsNobody: [],
    })
    expect(
      json.chain.map(({ organ, state }: { organ: string; state: string }) => `${organ} ${state}`),
    ).toContain('worker warn')
    await result('02:40:07', '200')
    const well = await status('02:44:00', {}, '--json')
    expect([well.code, JSON.parse(well.stdout)]).toMatchObject([
      0,
      { well: true, state: 'ok', heartbeat: 'alive', summary: 'All is well.' },
    ])
  })

  it('reads a result in the zone that it was written in, and warns of a zone that is not understood', async () => {
    await result('08:10:07', '200')
    const zone = { ahead: 330, since: at('00:00:00') }
    await writeFile(join(redis.home, 'hbresults.txt.zone'), JSON.stringify(zone))
    const { code, stdout } = await status('02:44:00', { TZ: 'Asia/Kathmandu' })
    await rm(join(redis.home, 'hbresults.txt.zone'))
    expect(code).toBe(0)
    expect(stdout).toContain('last heartbeat   2026/11/20 08:25:07 (200) Delivered')
    expect(stdout).not.toContain('not understood')
    const odd = await status('02:44:00', { TZ: 'IST-5:30' })
    expect(odd.stdout).toContain('TZ=IST-5:30 is not understood')
    expect(odd.stdout).not.toContain('All is well')
  })

  it('does not call all well while a check is in trouble: it names those checks', async () => {
    await result('02:40:07', '200')
    const { store, connection } = await openStore(redis)
    const { check } = await store.create(plan('Pump'), 'page', Date.now())
    try {
      await store.record({ id: check.id }, signal('fail', Date.now()))
      const { code, stdout, end } = await status('02:44:00')
      expect([code, end]).toEqual([0, 'The heartbeat is well.'])
      expect(stdout).toContain('\nThe watch: 1 down: Pump\n')
      const json = JSON.parse((await status('02:44:00', {}, '--json')).stdout)
      expect(json).toMatchObject({
        well: true,
        summary: 'The heartbeat is well.',
        checksInTrouble: [{ name: 'Pump', status: 'down' }],
      })
    } finally {
      await store.remove(check.id)
      connection.disconnect()
    }
  })

  it('names the gate that withholds the heartbeat, and since when', async () => {
    await result('02:40:07', '200')
    await configure('10', 'heartbeatgates = newest-photo\n')
    const { store, connection } = await openStore(redis)
    const { check } = await store.create(plan('Newest photo'), 'page', at('02:00:00'))
    try {
      await store.record({ id: check.id }, signal('success', at('02:38:00')))
      expect((await status('02:44:00')).stdout).toMatch(/^ok +Gates .* open: newest-photo$/m)
      await store.record({ id: check.id }, signal('fail', at('02:41:00')))
      const { code, stdout, end } = await status('02:44:00')
      const reason = 'heartbeats are withheld: newest-photo is down since 02:41'
      expect(stdout).toMatch(new RegExp(`^BAD +Gates .* ${reason}$`, 'm'))
      expect([code, end]).toEqual([1, expect.stringContaining(reason)])
    } finally {
      await store.remove(check.id)
      connection.disconnect()
    }
  })

  it('does not call all well while a channel does not deliver: it names the channel, and the reason', async () => {
    await result('02:40:07', '200')
    const connection = connectWorker(redis.target)
    const channels = openChannelStore(connection, drawVapidKeys)
    const health = { since: at('02:31:07'), failures: 3, detail: 'answered 503', reported: true }
    const hook = {
      name: 'hook',
      kind: 'webhook',
      origin: 'page',
      settings: { url: 'http://127.0.0.1:9/' },
    } as const
    try {
      await openAlertStore(connection).commit([], [], { channel: 'hook', before: undefined, after: health })
      expect(await status('02:44:00'), 'a channel that is gone').toMatchObject({ end: 'All is well.' })
      await channels.save(hook)
      const { code, stdout, end } = await status('02:44:00')
      expect([code, end]).toEqual([0, 'The heartbeat is well.'])
      expect(stdout).toContain(
        '\nA channel delivers no alerts.\nNothing gets through to hook since 02:31: answered 503.\n',
      )
      expect(JSON.parse((await status('02:44:00', {}, '--json')).stdout)).toMatchObject({
        well: true,
        summary: 'The heartbeat is well.',
        channelsInTrouble: [{ name: 'hook', since: '2026-11-20T02:31:07.000Z', detail: 'answered 503' }],
      })
      await channels.remove('hook')
      await channels.save(hook)
      expect(await status('02:44:00'), 'made anew').toMatchObject({ end: 'All is well.' })
    } finally {
      await channels.remove('hook')
      connection.disconnect()
    }
  })

  it('does not claim that a check alerts nobody while the channels of the INI are not known', async () => {
    await result('02:40:07', '200')
    const { store, connection } = await openStore(redis)
    const made = await Promise.all(
      [['office'], []].map((channels, i) =>
        store.create(plan(`Pump ${i}`, { channels }), 'page', Date.now()),
      ),
    )
    const ini = join(redis.home, 'intvlm8r.ini')
    try {
      await appendFile(ini, '[channel.office]\nkind = ntfy\ntopic = the office\n')
      expect((await status('02:44:00')).stdout).not.toContain('Nobody is alerted')
      const json = JSON.parse((await status('02:44:00', {}, '--json')).stdout)
      expect(json).toMatchObject({ well: false, alertsNobody: null })
      const listed = (await run('02:44:00', {}, 'checks')).stdout
      expect(listed).toMatch(/^new +Pump 0 .* office$/m)
      expect(listed).toMatch(/^new +Pump 1 .* nobody$/m)
      await configure('10')
      expect((await status('02:44:00')).stdout).toContain('Nobody is alerted by 2 checks')
    } finally {
      await Promise.all(made.map(({ check }) => store.remove(check.id)))
      connection.disconnect()
    }
  })

  it('does not call all well after a heartbeat that was answered with a web page', () => {
    const report: StatusReport = {
      chain: [],
      liveness: 'alive',
      verdict: { state: 'ok', word: 'Alive', isWell: true, link: undefined },
      last: { at: at('02:40:07'), result: '200' },
      next: undefined,
      notices: [],
      answeredWithPage: true,
      watch: undefined,
      notLooking: undefined,
      undelivered: [],
      room: [],
      rival: '',
      advice: undefined,
      zoneProblem: undefined,
    }
    const doubt = 'The last heartbeat was delivered, but answered with a web page: is its URL the ping URL?'
    expect(statusLines(report).slice(-3)).toEqual([doubt, '', 'The heartbeat is delivered.'])
    expect(statusLines({ ...report, answeredWithPage: false }).at(-1)).toBe('All is well.')
    const advice = 'give the watch on the shared Redis its name'
    expect(statusLines({ ...report, answeredWithPage: false, advice }).slice(-3)).toEqual([
      'Advice: give the watch on the shared Redis its name.',
      '',
      'All is well.',
    ])
  })

  it('ends with 0 with Off, and says so', async () => {
    await configure('Off')
    await result('02:10:07', 'Timeout error')
    expect(await status('02:42:00')).toMatchObject({ code: 0, end: 'Heartbeating is off.' })
  })
})
