/** Each stored trouble is named by `status` and on Home, and neither they nor /healthz call all well: real programs. */
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CheckPlan } from '../../src/domain/watch/plan-fields'
import { openAlertStore } from '../../src/io/alerts/alert-store'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { startHeartbeatWorker } from '../../src/io/heartbeat/worker'
import { connectWorker, type Redis } from '../../src/io/redis/client'
import { namesIn } from '../../src/io/redis/keys'
import { writeLoss } from '../../src/io/watch/losses'
import { drawVapidKeys } from '../../src/notifiers/web-push'
import { freePort } from '../support/port'
import { startRedis, type TestRedis } from '../support/redis'
import { CHECKLIST, ETL } from '../support/robopager'
import { MINUTE, type OpenStore, openLooks, openStore, plan, signal } from '../support/watch'
import { INI, PASSWORD } from '../support/web'

const PROGRAMS = join(import.meta.dirname, '../../dist/bin')
const HOOK = {
  name: 'hook',
  kind: 'webhook',
  origin: 'page',
  settings: { url: 'http://127.0.0.1:9/' },
} as const
const PUSH = {
  name: 'phones',
  kind: 'web-push',
  origin: 'page',
  settings: { contact: 'mailto:me@x.org' },
} as const
const PROBE = { kind: 'tcp', target: '192.0.2.7:445', every: MINUTE, settings: {} } as const

let redis: TestRedis
let connection: Redis
let watch: OpenStore
let worker: { close(): Promise<void> }
let port: number
let web: ChildProcess | undefined
let admin: supertest.Agent

beforeAll(async () => {
  redis = await startRedis()
  connection = connectWorker(redis.target)
  await once(connection, 'ready')
  await startWorker()
  watch = await openStore(redis)
  port = await freePort()
  await configure('')
  await restartWeb()
  await openChannelStore(connection, drawVapidKeys).save(HOOK)
})
afterAll(async () => {
  await endWeb()
  await worker.close()
  watch.connection.disconnect()
  connection.disconnect()
  await redis.close()
})
beforeEach(async () => {
  const now = Date.now()
  const stamp = new Date(now).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/')
  await writeFile(join(redis.home, 'hbresults.txt'), `${stamp} (200)\n`)
  await tick(now)
})

/** On a connection of its own, which ends with it. */
async function startWorker(): Promise<void> {
  const own = connectWorker(redis.target)
  worker = startHeartbeatWorker(own, {
    send: () => Promise.reject(new Error('nothing is sent here')),
    record: async () => {},
    onError: () => {},
  })
  await once(own, 'ready')
}

const file = (name: string) => join(redis.home, name)
const tick = (at: number) =>
  writeFile(file('tick.json'), JSON.stringify({ at, end: 'nothing', line: 'nothing to do: not due' }))

/** The INI, with these lines in [Web] and sections below. */
async function configure(more: string): Promise<void> {
  const ini = INI.replace('= 10', '= 60').replace('[Web]\n', `[Web]\nhost = 127.0.0.1\nport = ${port}\n`)
  const [inWeb = '', below = ''] = more.split('---')
  await writeFile(file('intvlm8r.ini'), `${ini.replace('[Login]', `${inWeb}\n[Login]`)}\n${below}`)
  const longAgo = Date.now() / 1000 - 86_400
  await utimes(file('intvlm8r.ini'), longAgo, longAgo)
}

async function restartWeb(more: NodeJS.ProcessEnv = {}): Promise<void> {
  await endWeb()
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC', ...more }
  web = fork(join(PROGRAMS, 'web.js'), { env, silent: true })
  await once(web, 'message')
  admin = supertest.agent(`http://127.0.0.1:${port}`)
  const form = { username: 'admin', password: PASSWORD }
  expect((await admin.post('/login').type('form').send(form)).status).toBe(303)
}

async function endWeb(): Promise<void> {
  if (web === undefined) return
  const ended = once(web, 'exit')
  web.kill('SIGKILL')
  await ended
}

/** The answer of /healthz, once it is found out in time: on a busy machine it may be unknown at first. */
async function health(): Promise<{ well: boolean }> {
  for (;;) {
    const { body } = await admin.get('/healthz')
    if (body.heartbeat !== 'unknown') return body
  }
}

interface Shown {
  readonly code: number
  readonly status: string
  readonly home: string
  readonly well: boolean
}

async function shown(more: NodeJS.ProcessEnv = {}): Promise<Shown> {
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC', ...more }
  const args = [join(PROGRAMS, 'intvlm8r.js'), 'status']
  const ran = new Promise<[number, string]>(resolve => {
    execFile(process.execPath, args, { env }, (error, stdout) => resolve([Number(error?.code ?? 0), stdout]))
  })
  const [[code, status], { text }, { well }] = await Promise.all([
    ran,
    admin.get('/').set('Accept', 'text/html'),
    health(),
  ])
  const home = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ')
  return { code, status, home, well }
}

/** The same, once it is called well, or not, by its exit code and /healthz: a machine that stands still for seconds is not well, which ends. */
async function shownAs(isWell: boolean): Promise<Shown> {
  let latest: Shown | undefined
  // The whole of `status` says what is not as expected.
  await expect
    .poll(async () => {
      latest = await shown()
      return latest.well === isWell && (latest.code === 0) === isWell ? '' : latest.status
    })
    .toBe('')
  return latest!
}

/** Makes a check; returns how to remove it. */
async function check(name: string, given: Partial<CheckPlan>, live?: (id: string) => Promise<unknown>) {
  const { check } = await watch.store.create(plan(name, given), 'page', Date.now())
  await live?.(check.id)
  return async () => void (await watch.store.remove(check.id))
}

/** Gives a key a type that no command for it is for, as a damaged card may; returns how to end that. */
async function spoil(key: string) {
  const sound = await connection.dumpBuffer(key)
  await connection.set(key, 'x')
  return async () => {
    await connection.del(key)
    if (sound !== null) await connection.restore(key, 0, sound)
  }
}

interface Case {
  /** Makes the trouble; returns how to end it. */
  readonly begin: () => Promise<() => Promise<unknown>>
  readonly words: RegExp
  /** Whether heartbeats go on all the same. */
  readonly isWell: boolean
}

const CASES: Readonly<Record<string, Case>> = {
  'a channel that does not deliver': {
    begin: async () => {
      const alerts = openAlertStore(connection)
      const health = { since: Date.now(), failures: 3, detail: 'answered 503', reported: true }
      await alerts.commit([], [], { channel: 'hook', before: undefined, after: health })
      return () => alerts.commit([], [], { channel: 'hook', before: health, after: undefined })
    },
    words: /Nothing gets through to hook since \d\d:\d\d: answered 503\./,
    isWell: true,
  },
  'a channel for browsers that no browser has allowed': {
    begin: async () => {
      const channels = openChannelStore(connection, drawVapidKeys)
      await channels.save(PUSH)
      return () => channels.remove('phones')
    },
    words: /Nothing gets through to phones: no browser has allowed messages/,
    isWell: true,
  },
  'the secret of a channel in a file that cannot be read': {
    begin: async () => {
      await configure('---[channel.pager]\nkind = pagerduty\nroutingkey = @nowhere.txt\n')
      return () => configure('')
    },
    words: /Nothing gets through to pager: the file that \[channel\.pager\] names .* cannot be read/,
    isWell: true,
  },
  'a copy outside Redis that cannot be written': {
    begin: async () => {
      await writeFile(file('backup-trouble'), 'the disk is full')
      return () => rm(file('backup-trouble'))
    },
    words: /The reason: the disk is full\./,
    isWell: true,
  },
  'a check whose record is damaged': {
    begin: async () => {
      const { check } = await watch.store.create(plan('Shed'), 'page', Date.now())
      const sound = (await connection.hget(namesIn({}).watch.plans, check.id)) ?? ''
      await connection.hset(namesIn({}).watch.plans, check.id, sound.slice(0, 10))
      await connection.sadd(namesIn({}).watch.damaged, check.id) // As the sweep does.
      return async () => {
        await connection.hset(namesIn({}).watch.plans, check.id, sound)
        await watch.store.remove(check.id)
      }
    },
    words: /The record of 1 check in Redis is damaged/,
    isWell: true,
  },
  'checks that cannot be read': {
    begin: () => spoil(namesIn({}).watch.waitingAccount),
    words: /The checks cannot be read: Redis answers with an error \(WRONGTYPE .*\)\./,
    isWell: true,
  },
  'channels that cannot be read': {
    begin: () => spoil(namesIn({}).alerts.health),
    words: /Whether the channels deliver cannot be read: Redis answers with an error \(WRONGTYPE .*\)\./,
    isWell: true,
  },
  'a record of losses that cannot be read': {
    begin: () => spoil(namesIn({}).watch.damaged),
    words: /Whether data were lost cannot be read: Redis answers with an error \(WRONGTYPE .*\)\./,
    isWell: true,
  },
  'lost data': {
    begin: async () => {
      const numbers = { checks: 2, channels: 0, apiKeys: 0 }
      const loss = { at: Date.now(), damage: [], isPartial: false, copy: 'none', ...numbers } as const
      await writeLoss(connection, connection.multi(), loss, { isFinished: true }).exec()
      return () => admin.post('/losses/seen').type('form').send({ at: loss.at })
    },
    words: /Data were lost\./,
    isWell: true,
  },
  'a check that is down': {
    begin: () =>
      check('Pump', { channels: ['hook'] }, id => watch.store.record({ id }, signal('fail', Date.now()))),
    words: /\b1 down\b/,
    isWell: true,
  },
  'a probe that is blind': {
    begin: () =>
      check('Disks', { channels: ['hook'], probe: PROBE }, async id => {
        const looks = openLooks(redis)
        const seen = { answer: 'success', detail: 'it accepted', took: 1 } as const
        await looks.record(id, seen, Date.now() - 10 * MINUTE)
        await looks.flush()
        await looks.close()
      }),
    words: /\b1 blind\b/,
    isWell: true,
  },
  'a check that alerts nobody': {
    begin: () => check('Attic', { channels: [] }),
    words: /Nobody is alerted by 1 check, as no channel of its exists: Attic/,
    isWell: true,
  },
  'a check that a stranger made': {
    begin: async () => {
      const making = { waits: true, from: '192.168.1.77' }
      const { check } = await watch.store.create(plan('Prize'), 'checkin', Date.now(), undefined, making)
      return () => watch.store.remove(check.id)
    },
    words: /1 check that a stranger may have made waits to be adopted/,
    isWell: true,
  },
  'an INI with a fault': {
    begin: async () => {
      await appendFile(file('intvlm8r.ini'), '[check.cellar]\nperiod = soon\n')
      return () => configure('')
    },
    words: /\[check\.cellar\] period: /,
    isWell: false,
  },
  'a fault in a file of expected events': {
    begin: async () => {
      await configure('---[Expected]\nfiles = nightly.json\n')
      await writeFile(
        file('nightly.json'),
        '[{"sender": "a", "event": "b", "periodicity": "DAY", "times": ["25:00"]}]',
      )
      return async () => {
        await configure('')
        await rm(file('nightly.json'))
      }
    },
    words:
      /Expected events are not taken up\.\s.*nightly\.json: \[0\]\.times\[0\] is no time of day such as/s,
    isWell: true,
  },
  'a fault in a checklist that is followed': {
    begin: async () => {
      await configure('---[Checklist]\nfile = checklist.yaml\n')
      await writeFile(file('etl.cfg'), ETL)
      await writeFile(file('checklist.yaml'), `${CHECKLIST}fourth:\n  type: fax\n  check_time: 09:00\n`)
      return async () => {
        await configure('')
        await Promise.all(['etl.cfg', 'checklist.yaml'].map(name => rm(file(name))))
      }
    },
    words:
      /The checklist has faults\.\s.*checklist\.yaml: line 25: .{1,9}fourth.{1,9} type has to be email or batchy/s,
    isWell: true,
  },
  'a file of expected events that does not exist': {
    begin: async () => {
      await configure('---[Expected]\nfiles = nowhere.json\n')
      return () => configure('')
    },
    words: /nowhere\.json does not exist/,
    isWell: true,
  },
  'a clock that was set back': {
    begin: async () => {
      await tick(Date.now() + 20 * MINUTE)
      return async () => {}
    },
    words: /the clock was set back/,
    isWell: false,
  },
  'npm start, stopped by Ctrl-Z': {
    begin: async () => {
      const sleeper = spawn('sleep', ['600'])
      const stat = await readFile(`/proc/${sleeper.pid}/stat`, 'utf8')
      const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
      await writeFile(file('start.lock'), `${sleeper.pid} ${started} -`)
      sleeper.kill('SIGSTOP')
      return async () => {
        sleeper.kill('SIGKILL')
        await rm(file('start.lock'))
      }
    },
    words: /npm start \(process \d+\) was stopped, as by Ctrl-Z: no tick comes/,
    isWell: false,
  },
  'a port for Checkers that another program has': {
    begin: async () => {
      const other = createServer().listen(0, '::')
      await once(other, 'listening')
      await configure(`---[Checker]\nport = ${(other.address() as AddressInfo).port}\n`)
      await restartWeb()
      return async () => {
        other.close()
        await configure('')
        await restartWeb()
      }
    },
    words: /it runs, but \[Checker\] port \d+ cannot be opened: another program has it/,
    isWell: false,
  },
  'a certificate that cannot be used': {
    begin: async () => {
      await configure('tlscert = nowhere.pem\ntlskey = nowhere.pem')
      await restartWeb()
      return async () => {
        await configure('')
        await restartWeb()
      }
    },
    words: /It cannot be used, as \[Web\] tlscert and tlskey name it/,
    isWell: true,
  },
  'no worker': {
    begin: async () => {
      await worker.close()
      return startWorker
    },
    words: /no worker is running/,
    isWell: false,
  },
}

describe('all is called well', () => {
  it('while nothing is known to be wrong', async () => {
    const { code, status, home, well } = await shown()
    expect([code, well, status.trimEnd().split('\n').at(-1)]).toEqual([0, true, 'All is well.'])
    expect(home).toContain('Alive Every part from the timer to the receiver works.')
    expect(home).not.toMatch(/attention|gets through|lost/)
  })

  it.each(Object.entries(CASES))('by nobody beside %s', async (_name, { begin, words, isWell }) => {
    const end = await begin()
    try {
      const { status, home } = await shownAs(isWell)
      expect(status).toMatch(words)
      expect(home).toMatch(words)
      expect(status).not.toContain('All is well')
      expect(home.includes('Every part from the timer to the receiver works.')).toBe(isWell)
    } finally {
      await end()
    }
  })

  it('by nobody in a time zone that is not understood', async () => {
    const zone = { TZ: 'IST-5:30' }
    await restartWeb(zone)
    try {
      const { status, home } = await shown(zone)
      expect(status).not.toContain('All is well')
      for (const text of [status, home]) expect(text).toContain('TZ=IST-5:30 is not understood')
    } finally {
      await restartWeb()
    }
  })
})
