import { mkdir, utimes } from 'node:fs/promises'
import supertest from 'supertest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { GroupView, MemberView } from '../../../src/domain/peers/group-view'
import { planOf } from '../../../src/domain/watch/check-plan'
import { publicId } from '../../../src/web/watch/public-ids'
import { shareRedis } from '../../support/shared-redis'
import { inBatches, openLooks } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
let web: TestWeb

beforeEach(async () => {
  web = await openWeb({ redis: redis.target })
})
afterEach(async () => await web.close())

/** `name{labels}` -> figure; fails where a line is none of the format. */
function parsed(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  const types = new Map<string, string>()
  for (const line of text.trimEnd().split('\n')) {
    const [, name = '', type = ''] = /^# TYPE (\w+) (counter|gauge)$/.exec(line) ?? []
    if (name) types.set(name, type)
    if (line.startsWith('# ')) continue
    const sample = /^(\w+)((?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)+\})?) (\S+)$/.exec(line)
    if (!sample || !types.has(sample[1] ?? '')) throw new Error(`not of the format: ${line}`)
    samples.set(`${sample[1]}${sample[2]}`, Number(sample[3]))
  }
  return samples
}

test('checks, heartbeat, queue and process', async () => {
  const now = Date.now()
  await web.ports.result.write({ at: now - 90_000, result: '200' })
  const { check } = await web.ports.checks.create(planOf({ name: 'The "NAS"' }), 'page', now)
  await supertest(web.app).get(`/ping/${check.id}/fail`)
  const answer = await web.tick().get('/metrics')
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  const samples = parsed(answer.text)
  const id = publicId(check.id, await web.ports.apiKeys.installationSecret())
  const labels = `id="${id}",slug="the-nas",name="The \\"NAS\\""`
  const expected = {
    'intvlm8r_checks{status="down"}': 1,
    'intvlm8r_checks{status="up"}': 0,
    [`intvlm8r_check_up{${labels}}`]: 0,
    [`intvlm8r_check_status{${labels},status="down"}`]: 1,
    [`intvlm8r_check_signals_total{${labels}}`]: 1,
    [`intvlm8r_check_flips_total{${labels}}`]: 1,
    [`intvlm8r_check_consecutive_failures{${labels}}`]: 1,
    intvlm8r_heartbeat_delivered: 1,
    intvlm8r_redis_up: 1,
    intvlm8r_queue_workers: 0,
    intvlm8r_queue_waiting_seconds: 0,
    'intvlm8r_info{version="1.2.3"}': 1,
  }
  expect(Object.fromEntries(samples)).toMatchObject(expected)
  expect(samples.get(`intvlm8r_check_last_signal_timestamp_seconds{${labels}}`)).toBeCloseTo(now / 1000, -2)
  expect(samples.get('intvlm8r_heartbeat_age_seconds')).toBeGreaterThanOrEqual(89)
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(answer.text).not.toContain(check.id)
})

test('each metric of the appliance, its messages, its peers and its group has a type and words', async () => {
  const url = 'http://attic:8080'
  const full = await openWeb({
    redis: redis.target,
    ini: `${INI}[peer.attic]\nurl = ${url}\nkey = ${'k'.repeat(43)}\n[Zmq]\nbind = tcp://127.0.0.1:5659\n`,
    ports: {
      messages: async () => ({ isReceived: true, counts: { taken: 7, unknown: 2 } }),
      peers: { ...web.ports.peers, showGroup: async () => GROUP },
    },
  })
  await full.ports.peers.board.noteAnswer(url, { at: 1_000, words: 'fine', took: 20 })
  await full.ports.result.write({ at: Date.now(), result: '200' })
  const { text } = await full.tick().get('/metrics')
  const own = text.slice(0, text.indexOf('# HELP intvlm8r_check'))
  const words = new Map([...own.matchAll(/^# HELP (\w+) (.*)$/gm)].map(([, name, help]) => [name, help]))
  const types = [...own.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
  expect(types.map(([, name, type]) => `${name} ${type} ${words.get(name)}`)).toEqual([
    'intvlm8r_info gauge The version of the appliance.',
    'process_cpu_seconds_total counter Processor time of the web app.',
    'process_resident_memory_bytes gauge Memory of the web app.',
    'process_start_time_seconds gauge When the web app was started.',
    'intvlm8r_heartbeat_alive gauge 1 if the last heartbeat arrived, and none that was due is missing or late.',
    'intvlm8r_heartbeat_late gauge 1 if a due heartbeat has not gone out, and still may.',
    'intvlm8r_heartbeat_well gauge 1 if nothing is wrong, as `intvlm8r status` judges.',
    'intvlm8r_heartbeat_last_timestamp_seconds gauge When the last heartbeat ended.',
    'intvlm8r_heartbeat_age_seconds gauge Time since the last heartbeat ended.',
    'intvlm8r_heartbeat_delivered gauge Whether the last heartbeat was delivered.',
    'intvlm8r_redis_up gauge Whether Redis answers.',
    'intvlm8r_queue_workers gauge Workers at the queue.',
    'intvlm8r_queue_waiting_seconds gauge How long the oldest heartbeat has waited for a worker; 0: none waits.',
    'intvlm8r_zmq_up gauge Whether messages by 0MQ are received.',
    'intvlm8r_zmq_messages_total counter Messages by 0MQ.',
    'intvlm8r_peer_up gauge 1 while the peer answers that it is fine, else 0, also while it is not asked.',
    'intvlm8r_peer_answer gauge The last answer of the peer, as a label.',
    'intvlm8r_peer_answer_timestamp_seconds gauge When the peer was asked last.',
    'intvlm8r_peer_round_trip_seconds gauge From the question to the answer of the peer.',
    'intvlm8r_group_duty gauge 1 while this watch has the duty to tell, else 0.',
    'intvlm8r_group_state gauge The state of this watch in its group, as a label.',
    'intvlm8r_group_unheard_checks gauge Checks that only a silent member gets the signals of.',
    'intvlm8r_group_member_up gauge 1 while the member answers, else 0.',
    'intvlm8r_group_lag_seconds gauge The age of the copy of what the member has.',
  ])
  const lines = own.match(/^(intvlm8r_(zmq|peer|group)|process).*$/gm) ?? []
  const [cpu = '', memory = '', start = '', ...others] = lines
  expect(others).toEqual([
    'intvlm8r_zmq_up 1',
    'intvlm8r_zmq_messages_total{result="taken"} 7',
    'intvlm8r_zmq_messages_total{result="unknown"} 2',
    'intvlm8r_peer_up{peer="attic"} 0',
    'intvlm8r_peer_answer{peer="attic",answer="fine"} 1',
    'intvlm8r_peer_answer_timestamp_seconds{peer="attic"} 1',
    'intvlm8r_peer_round_trip_seconds{peer="attic"} 0.02',
    'intvlm8r_group_duty 1',
    'intvlm8r_group_state{state="on duty"} 1',
    'intvlm8r_group_unheard_checks 3',
    'intvlm8r_group_member_up{peer="attic"} 1',
    'intvlm8r_group_lag_seconds{peer="attic"} 1.5',
  ])
  const { user, system } = process.cpuUsage()
  const figureOf = (line: string) => Number(line.split(' ')[1])
  expect((user + system) / 1e6 - figureOf(cpu)).toBeGreaterThanOrEqual(0)
  expect((user + system) / 1e6 - figureOf(cpu)).toBeLessThan(30)
  expect(figureOf(memory)).toBeGreaterThan(10_000_000)
  expect(Math.abs(Date.now() / 1000 - performance.now() / 1000 - figureOf(start))).toBeLessThan(5)
  await full.close()
})

/** A group of this watch and the attic's. */
const GROUP: GroupView = {
  ...{ rank: 1, takeover: 0, state: 'on duty', duty: 'this', term: 1, unheard: 3, troubles: [] },
  members: [{ name: 'attic', answers: true, lag: 1_500 } as MemberView],
}

test('the last answer and response time of a probe, and that it is blind', async () => {
  let now = Date.now()
  const pulse = async () => ({ server: 'valkey', workers: 1 })
  const blind = await openWeb({
    redis: redis.target,
    now: () => now,
    ports: { queue: { ...web.ports.queue, pulse } },
  })
  const probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
  const { check } = await blind.ports.checks.create(planOf({ name: 'probed', probe }), 'page', now)
  const id = publicId(check.id, await blind.ports.apiKeys.installationSecret())
  const labels = `id="${id}",slug="probed",name="probed"`
  const samples = async () => parsed((await blind.tick().get('/metrics')).text)
  const answers = async () =>
    [...(await samples()).keys()].filter(name => name.startsWith('intvlm8r_check_answer')).sort()
  expect(await answers()).toEqual([])
  const looks = openLooks(redis)
  await looks.record(check.id, { answer: 'success', detail: 'it answers', took: 250 }, now)
  expect(await answers()).toEqual([`intvlm8r_check_answer{${labels},kind="tcp",answer="success"}`])
  now += 60_000
  await looks.record(check.id, { answer: 'failure', detail: 'it refuses' }, now)
  expect(await answers()).toEqual([`intvlm8r_check_answer{${labels},kind="tcp",answer="failure"}`])
  now += 60_000
  await looks.record(check.id, { answer: 'success', detail: 'it answers', took: 250 }, now)
  await looks.record(check.id, { answer: 'blind', detail: 'no route' }, now)
  expect(await answers()).toEqual([`intvlm8r_check_answer{${labels},kind="tcp",answer="blind"}`])
  expect(Object.fromEntries(await samples())).toMatchObject({
    [`intvlm8r_check_response_seconds{${labels}}`]: 0.25,
    [`intvlm8r_check_up{${labels}}`]: 1,
  })
  now += 3_600_000
  const later = await samples()
  expect(later.get(`intvlm8r_check_status{${labels},status="blind"}`)).toBe(1)
  expect(later.get(`intvlm8r_check_up{${labels}}`)).toBe(0)
  expect([...later.keys()].filter(name => /last_duration.*probed/.test(name))).toEqual([])
  await looks.close()
  await blind.close()
})

test('a check that looks by itself is not up while no worker looks, and other checks are as they are', async () => {
  const now = Date.now()
  let workers: { workers: number; workerStillFor?: number } = { workers: 0 }
  const pulse = async () => ({ server: 'valkey', ...workers })
  const unseen = await openWeb({ redis: redis.target, ports: { queue: { ...web.ports.queue, pulse } } })
  const probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
  const { checks } = unseen.ports
  const { check: probed } = await checks.create(planOf({ name: 'probed', probe }), 'page', now)
  const { check: silent } = await checks.create(planOf({ name: 'silent', probe }), 'page', now)
  const { check: pinged } = await checks.create(planOf({ name: 'pinged' }), 'page', now)
  const looks = openLooks(redis)
  await looks.record(probed.id, { answer: 'success', detail: 'it answers' }, now)
  await looks.record(silent.id, { answer: 'failure', detail: 'it refuses' }, now)
  await supertest(unseen.app).get(`/ping/${pinged.id}`)

  const figures = async () => {
    const { text } = await unseen.tick().get('/metrics')
    const of = (slug: string) =>
      text.split('\n').flatMap(line => {
        const [, name, status = '', value] =
          new RegExp(`^intvlm8r_check_(up|status)\\{.*slug="${slug}".*?(?:status="(\\w+)")?\\} (\\d)$`).exec(
            line,
          ) ?? []
        return name === undefined ? [] : [name === 'up' ? Number(value) : status]
      })
    const counts = [...parsed(text)].flatMap(([name, value]) => {
      const [, status] = /^intvlm8r_checks\{status="(\w+)"\}$/.exec(name) ?? []
      return status === undefined || value === 0 ? [] : [`${value} ${status}`]
    })
    const alive = await Promise.all(
      [probed, silent, pinged].map(
        async ({ id }) => (await supertest(unseen.app).get(`/api/checks/${id}/alive`)).body,
      ),
    )
    return { probed: of('probed'), silent: of('silent'), pinged: of('pinged'), counts: counts.sort(), alive }
  }
  const nobody = {
    probed: [0, 'unknown'],
    silent: [0, 'down'],
    pinged: [1, 'up'],
    counts: ['1 down', '1 unknown', '1 up'],
    alive: [{ alive: false }, { alive: false }, { alive: true }],
  }
  expect(await figures()).toEqual(nobody)
  workers = { workers: 0, workerStillFor: 60_000 }
  expect(await figures()).toEqual(nobody)
  workers = { workers: 1 }
  expect(await figures()).toEqual({
    probed: [1, 'up'],
    silent: [0, 'down'],
    pinged: [1, 'up'],
    counts: ['1 down', '2 up'],
    alive: [{ alive: true }, { alive: false }, { alive: true }],
  })
  await looks.close()
  await unseen.close()
})

test('a heartbeat that is late, as on /healthz', async () => {
  const at = (clock: string) => new Date(`2026-11-20T${clock}`).getTime()
  const late = await openWeb({ redis: redis.target, now: () => at('10:11') })
  await utimes(late.where.ini, at('01:00') / 1000, at('01:00') / 1000)
  await late.ports.result.write({ at: at('10:00:03'), result: '200' })
  const samples = parsed((await late.tick().get('/metrics')).text)
  expect(Object.fromEntries(samples)).toMatchObject({
    intvlm8r_heartbeat_alive: 0,
    intvlm8r_heartbeat_late: 1,
    intvlm8r_heartbeat_well: 0,
    intvlm8r_heartbeat_delivered: 1,
  })
  expect((await supertest(late.app).get('/healthz')).body).toMatchObject({ heartbeat: 'late', well: false })
  await late.close()
})

test('a client that polls every few seconds does not fill the log with one failure', async () => {
  await mkdir(web.where.result)
  for (let time = 0; time < 3; time++) expect((await web.tick().get('/metrics')).status).toBe(200)
  expect(web.logged.filter(line => line.includes('hbresults.txt cannot be read'))).toHaveLength(1)
})

test('a check whose time is over is down, also while no worker notices, as at `alive` and on its badge', async () => {
  let now = Date.now()
  const late = await openWeb({ redis: redis.target, now: () => now })
  const { check } = await late.ports.checks.create(planOf({ name: 'silent' }), 'page', now)
  await supertest(late.app).get(`/ping/${check.id}`)
  now += 2 * 86_400_000
  const lines = (await late.tick().get('/metrics')).text.split('\n')
  const of = (metric: string) =>
    lines.filter(line => line.startsWith(metric) && line.includes('slug="silent"'))
  expect(of('intvlm8r_check_up')).toEqual([expect.stringMatching(/ 0$/)])
  expect(of('intvlm8r_check_status')).toEqual([expect.stringContaining('status="down"')])
  // No flip is counted, since no worker has noticed it yet.
  expect(of('intvlm8r_check_flips_total')).toEqual([expect.stringMatching(/ 1$/)])
  const answer = await supertest(late.app).get(`/api/checks/${check.id}/alive`)
  expect(answer.body).toEqual({ alive: false })
  await late.close()
})

test('a client needs a key, of either kind, also on this machine; the tick has its secret', async () => {
  expect((await web.visitor().get('/metrics')).status).toBe(401)
  expect((await web.tick().get('/metrics')).status).toBe(200)
  const { secret } = await web.ports.apiKeys.create('prometheus', 'read', 0)
  expect((await web.stranger().get('/metrics')).status).toBe(401)
  expect((await web.tick().get('/metrics').set('X-Forwarded-For', '10.0.0.1')).status).toBe(401)
  expect((await web.visitor().get('/metrics').set('X-Api-Key', secret)).status).toBe(200)
  expect((await web.stranger().get('/metrics').set('Authorization', `Bearer ${secret}`)).status).toBe(200)
})

test('it answers while Redis is away, and shows it', async () => {
  redis.signal('SIGSTOP')
  try {
    const answer = await web.tick().get('/metrics')
    expect(answer.status).toBe(200)
    const samples = parsed(answer.text)
    expect(samples.get('intvlm8r_redis_up')).toBe(0)
    expect([...samples.keys()].filter(name => name.startsWith('intvlm8r_check'))).toEqual([])
  } finally {
    redis.signal('SIGCONT')
  }
})

test('more checks than are read at once are all there, each metric in one piece', async () => {
  const now = Date.now()
  await inBatches(1_200, number => web.ports.checks.create(planOf({ name: `check ${number}` }), 'page', now))
  const { text } = await web.tick().get('/metrics')
  const samples = parsed(text)
  const of = (metric: string) => [...samples.keys()].filter(name => name.startsWith(`${metric}{`))
  expect(of('intvlm8r_check_up')).toHaveLength(1_200)
  expect(of('intvlm8r_check_status')).toHaveLength(1_200)
  expect(samples.get('intvlm8r_checks{status="new"}')).toBe(1_200)
  const names = text.split('\n').flatMap(line => /^(intvlm8r_check_\w+)\{/.exec(line)?.[1] ?? [])
  const runs = names.filter((name, at) => name !== names[at - 1])
  expect(runs).toHaveLength(new Set(runs).size)
  expect(text.match(/^# TYPE intvlm8r_check_up /gm)).toHaveLength(1)
})
