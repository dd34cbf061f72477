/** The cost of probes: memory and CPU of the worker, and what their results write to the disk. */
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { LOOK_FLUSH_MS } from '../../src/domain/time/limits'
import { planOf } from '../../src/domain/watch/check-plan'
import { connectStore, connectWorker } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openLookStore } from '../../src/io/watch/look-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { allChecks } from '../support/all-checks'
import { startImap } from '../support/imap-server'
import { bytesWritten, cpuTimeIn, pss } from './proc'
import { shown } from './report'
import type { Bench } from './setting'
import { median } from './statistics'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
/** The worker writes the looks that were no news so often in an hour. */
const FLUSHES_AN_HOUR = (60 * MINUTE) / LOOK_FLUSH_MS
const PATIENCE_MS = 120_000
const STILL_MS = 10_000

export async function probes(bench: Bench): Promise<void> {
  const server = createServer((_request, response) => response.end('all is well'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ini = join(bench.appliance.home, 'intvlm8r.ini')
  const before = readFileSync(ini, 'utf8')
  try {
    await noteMemory(bench, port)
    writeFileSync(ini, before)
    await noteMailMemory(bench)
    writeFileSync(ini, before)
    await noteCpu(bench, port)
  } finally {
    writeFileSync(ini, before)
    server.close()
  }
  await noteDisk(bench)
}

/** Adds checks to the INI, and waits until each of them has been looked at. */
async function look({ appliance }: Bench, probes: readonly string[], every: string): Promise<void> {
  const ini = join(appliance.home, 'intvlm8r.ini')
  const sections = probes.map((probe, n) => `\n[check.probe${n}]\nprobe = ${probe}\nevery = ${every}\n`)
  writeFileSync(ini, readFileSync(ini, 'utf8') + sections.join(''))
  await untilLooked({ appliance }, probes.length)
}

async function untilLooked({ appliance }: Pick<Bench, 'appliance'>, count: number): Promise<void> {
  const redis = connectStore({ path: redisPlace(appliance.home).socket })
  await once(redis, 'ready')
  const store = openCheckStore(redis, openSchedules())
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const probed = (await allChecks(store)).filter(({ check }) => check.probe !== undefined)
    const seen = probed.filter(({ state }) => state.lastSignalAt !== undefined || state.unseen !== undefined)
    if (probed.length === count && seen.length === count) break
    if (Date.now() > end) throw new Error(`only ${seen.length} of ${count} probes have looked`)
    await setTimeout(500)
  }
  await store.close()
}

/** Two of each of ten kinds. */
async function noteMemory(bench: Bench, port: number): Promise<void> {
  const { worker } = bench.running.pids
  const kinds = [
    `tcp 127.0.0.1:${port}`,
    `http http://127.0.0.1:${port}/`,
    `tls 127.0.0.1:${port}`,
    'dns localhost',
    'ping 127.0.0.1',
    'disk /',
    'memory',
    'load',
    'files /etc',
    'command true',
  ]
  // What other parts of the bench left behind is no share of the probes.
  await setTimeout(bench.runs.idleMs)
  const before = pss(worker)
  await look(bench, [...kinds, ...kinds], '10s')
  const samples: number[] = []
  for (const end = Date.now() + bench.runs.idleMs; Date.now() < end; await setTimeout(1_000))
    samples.push(pss(worker))
  const after = median(samples)
  bench.note({
    what: 'worker: memory of 20 probes of ten kinds',
    value: after - before,
    aim: 8,
    unit: 'MB',
    figures: `PSS: ${shown(after)} MB less ${shown(before)} MB, after looks for ${bench.runs.idleMs / 1000} s`,
  })
}

/** A mail loop and expected mails, over IMAP and SMTP on this machine. */
async function noteMailMemory({ appliance, running, runs, note }: Bench): Promise<void> {
  const { worker } = running.pids
  const imap = await startImap()
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, _session, done) =>
      void buffer(stream).then(mail => imap.deliver(mail.toString()) && done()),
  })
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  const { port } = smtp.server.address() as AddressInfo
  await setTimeout(runs.idleMs)
  const before = pss(worker)
  const ini = join(appliance.home, 'intvlm8r.ini')
  writeFileSync(
    ini,
    `${readFileSync(ini, 'utf8')}
[mail.bench]
from = me@example.org
smtphost = 127.0.0.1
smtpport = ${port}
smtpsecurity = none
imaphost = 127.0.0.1
imapport = ${imap.port}
imapsecurity = none
imapuser = me@example.org
imappassword = secret
[check.loop]
probe = mail-loop bench
patience = 1s
every = 63s
[check.inbox]
probe = inbox bench
subjects = Great
deliverytime = 00:00
checktime = 00:00
every = 20s
`,
  )
  await untilLooked({ appliance }, 2)
  // At rest: the program that looked has ended, and the next look is not due yet.
  const samples: number[] = []
  for (const end = Date.now() + runs.idleMs; Date.now() < end; await setTimeout(1_000))
    samples.push(pss(worker))
  const after = median(samples)
  note({
    what: 'worker: memory of a mail loop and an inbox check at rest',
    value: Math.max(0, after - before),
    aim: 12,
    unit: 'MB',
    figures: `PSS: ${shown(after)} MB less ${shown(before)} MB, in ${runs.idleMs / 1000} s after the first looks`,
  })
  smtp.close()
  await imap.close()
}

async function noteCpu(bench: Bench, port: number): Promise<void> {
  const { running, runs, note } = bench
  await setTimeout(runs.idleMs / 3)
  const rest = await cpuTimeIn(running.pids, runs.watchRestMs)
  const hundred = Array.from({ length: 100 }, (_, n) =>
    n % 2 === 0 ? `tcp 127.0.0.1:${port}` : `http http://127.0.0.1:${port}/`,
  )
  await look(bench, hundred, '1m')
  const busy = await cpuTimeIn(running.pids, runs.watchRestMs)
  note({
    what: 'CPU of 100 TCP and HTTP probes a minute, of one core',
    value: Math.max(0, ((busy - rest) * 100) / runs.watchRestMs),
    aim: 1,
    unit: '%',
    figures: `${shown(busy)} ms less ${shown(rest)} ms at rest, in ${runs.watchRestMs / 1000} s; web, worker and Redis`,
  })
}

/** Waits until the new checks are in their copy outside Redis, and everything else that they cause is written. */
async function untilStill(figure: () => number): Promise<void> {
  for (let last = -1; last !== figure(); await setTimeout(STILL_MS)) last = figure()
}

/** As the worker does in ten minutes with 20 probes a minute of which nothing changes: looks, and one flush. */
async function noteDisk({ appliance, running, note }: Bench): Promise<void> {
  const target = { path: redisPlace(appliance.home).socket }
  const web = connectStore(target)
  await once(web, 'ready')
  const store = openCheckStore(web, openSchedules())
  // The worker removes the checks that the INI has no more.
  while ((await allChecks(store)).some(({ check }) => check.probe !== undefined)) await setTimeout(200)
  const looks = openLookStore(connectWorker(target), openSchedules(), 'bench')
  const start = Date.now() - 11 * MINUTE
  // So rarely that the appliance's own worker looks at none of them meanwhile.
  const probe = { kind: 'tcp', target: '127.0.0.1:9', every: 31 * DAY, settings: {} } as const
  const ids: string[] = []
  for (let n = 0; n < 20; n++)
    ids.push((await store.create(planOf({ name: `disk ${n}`, probe }), 'api', start)).check.id)
  const lookAll = async (minute: number) => {
    for (const id of ids)
      await looks.record(id, { answer: 'success', detail: 'well', took: 12 }, start + minute * MINUTE)
  }
  await lookAll(0)
  await looks.flush()
  await untilStill(() => bytesWritten(running.pids.redis))
  const before = bytesWritten(running.pids.redis)
  for (let minute = 1; minute <= 10; minute++) await lookAll(minute)
  const looked = bytesWritten(running.pids.redis)
  await looks.flush()
  const flushed = bytesWritten(running.pids.redis)
  note({
    what: 'disk: 20 probes a minute of which nothing changes, in whole pages an hour',
    value: ((flushed - before) * FLUSHES_AN_HOUR) / 1000,
    aim: 400,
    unit: 'kB',
    figures: `200 looks write ${looked - before} bytes, the flush after ten minutes ${flushed - looked}`,
  })
  for (const id of ids) await store.remove(id)
  await looks.close()
  await store.close()
}
