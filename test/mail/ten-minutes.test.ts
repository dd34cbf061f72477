/** Ten real minutes of the compiled worker, with Dovecot: a list that is followed, a loop, check-ins by IDLE, batchy, and its memory. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { planOf } from '../../src/domain/watch/check-plan'
import { allChecks } from '../support/all-checks'
import { answer, type Receiver, startReceiver } from '../support/receiver'
import { startRedis, type TestRedis } from '../support/redis'
import { startSmtp } from '../support/smtp'
import { type OpenStore, openStore } from '../support/watch'
import { type Dovecot, startDovecot } from './dovecot'

const ROUNDS = 10
const MINUTE = 60_000
const ME = 'ten@example.org'

let dovecot: Dovecot
let redis: TestRedis
let web: OpenStore
let batchy: Receiver
let pagerduty: Receiver
let worker: ChildProcess
const at = (name: string) => join(redis.home, name)

beforeAll(async () => {
  dovecot = await startDovecot()
  redis = await startRedis()
  web = await openStore(redis)
  batchy = await startReceiver()
  pagerduty = await startReceiver()
})
afterAll(async () => {
  worker.kill('SIGKILL')
  await web.store.close()
  await Promise.all([batchy.close(), pagerduty.close(), redis.close()])
  await dovecot.close()
})

const mail = (subject: string) =>
  `From: Reports <reports@example.org>\nTo: me\nSubject: ${subject}\nDate: ${new Date().toUTCString()}\nMessage-ID: <${Math.random()}@x>\n\nHello\n`
const batch = (minutesAgo: number) =>
  batchy.answerWith(
    answer(
      200,
      JSON.stringify({
        global: {
          status: 'success',
          batch_start: new Date(Date.now() - minutesAgo * MINUTE).toISOString().slice(0, -1),
        },
      }),
    ),
  )
const pss = () =>
  (Number(/^Pss:\s*(\d+)/m.exec(readFileSync(`/proc/${worker.pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024) / 1e6
const statuses = async () =>
  Object.fromEntries((await allChecks(web.store)).map(({ check, state }) => [check.name, state.status]))
const WITHIN = { timeout: 90_000, interval: 100 }

async function startWorker(smtpPort: number): Promise<void> {
  await writeFile(at('ca.pem'), dovecot.certificates.ca)
  await writeFile(
    at('etl.cfg'),
    `[google_apps]\nemail = ${ME}\npassword = c2VjcmV0\n[function_type]\ntype=email, batchy\n[enable_redis]\nenable=False\n[batchy]\nserver = 127.0.0.1\nport = ${new URL(batchy.url).port}\n[timezone]\ntimezone = UTC\n`,
  )
  await writeFile(
    at('checklist.yaml'),
    'reports:\n  type: email\n  senders: [reports@example.org]\n  subjects: [Great]\n  delivery_time: 00:00\n  check_time: 00:00\n  poll_sec: 20\nload:\n  type: batchy\n  wf_name: load\n  latency_min: 60\n  check_time: 00:00\n  poll_sec: 15\n',
  )
  const account = `imaphost = 127.0.0.1\nimapport = ${dovecot.ports.imaps}\nimapuser = ${ME}\nimappassword = secret\n`
  await writeFile(
    at('intvlm8r.ini'),
    `[Monitoring]
heartbeatfrequency = Off
[Network]
cafile = ca.pem
[Checklist]
file = checklist.yaml
[mail.robopager]
from = ${ME}
${account}
[mail.home]
from = ${ME}
smtphost = 127.0.0.1
smtpport = ${smtpPort}
smtpsecurity = none
checkins = on
${account}
[check.loop]
probe = mail-loop home
patience = 10s
every = 90s
[channel.pager]
kind = pagerduty
version = 1
routingkey = 0123456789abcdef0123456789abcdef
url = ${pagerduty.url}
[check.load again]
probe = batchy ${batchy.url} load
latency = 60m
checktime = 00:00
every = 15s
channels = pager
`,
    { mode: 0o600 },
  )
  const options = ['--max-old-space-size=64', '--max-semi-space-size=1', '--optimize-for-size']
  worker = spawn(process.execPath, [...options, resolve(import.meta.dirname, '../../dist/bin/worker.js')], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC', MALLOC_ARENA_MAX: '1' },
    stdio: 'ignore',
  })
}

it(
  'ten minutes pass without a false alarm, a missed check-in, or memory that grows',
  async () => {
    const smtp = await startSmtp({}, ({ source, to }) => void dovecot.deliver(to[0] ?? '', source))
    await dovecot.deliver(ME, mail('Great'))
    batch(5)
    await startWorker(smtp.port)
    await expect.poll(statuses, WITHIN).toMatchObject({ reports: 'up', load: 'up', loop: 'up' })
    const { check } = await web.store.create(planOf({ name: 'nas', channels: [] }), 'page', Date.now())
    await expect.poll(() => dovecot.doveadm('who', ME), WITHIN).toContain('imap')
    const kinds = async () => (await web.store.history(check.id)).map(({ kind }) => kind)
    const memory: number[] = []
    const began = Date.now()
    for (let round = 1; round <= ROUNDS; round++) {
      const sent = performance.now()
      await dovecot.deliver(ME.replace('@', `+${check.id}@`), mail(`round ${round}`))
      await expect.poll(async () => (await kinds()).length, { interval: 20, timeout: 20_000 }).toBe(round)
      expect(performance.now() - sent).toBeLessThan(2_000)
      // A workflow that is overdue for two minutes is one incident.
      if (round === 4) batch(90)
      if (round === 6) batch(5)
      await setTimeout(began + round * MINUTE - Date.now())
      memory.push(pss())
      expect(await statuses()).toMatchObject({
        reports: 'up',
        loop: 'up',
        nas: 'up',
        load: round === 4 || round === 5 ? 'down' : 'up',
      })
    }
    await expect.poll(statuses, WITHIN).toMatchObject({ 'load again': 'up' })
    expect(await kinds()).toEqual(Array(ROUNDS).fill('success'))
    const events = pagerduty.requests.map(({ body }) => JSON.parse(body))
    expect(events.map(({ event_type }) => event_type)).toEqual(['trigger', 'resolve'])
    expect(new Set(events.map(({ incident_key }) => incident_key)).size).toBe(1)
    expect(events[0].incident_key).toMatch(/^load again-\d{8}-\d\d$/)
    expect(smtp.mails.length).toBeGreaterThan(5)
    // Of the loop's own mails none is left.
    expect(dovecot.doveadm('search', '-u', ME, 'mailbox', 'INBOX', 'SUBJECT', 'intvlm8r').trim()).toBe('')
    expect(Math.max(...memory.slice(5))).toBeLessThan(Math.max(...memory.slice(0, 5)) + 5)
  },
  15 * MINUTE,
)
