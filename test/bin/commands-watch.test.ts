import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Check } from '../../src/domain/watch/check'
import type { CheckStore } from '../../src/domain/watch/ports'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { openAccountStore } from '../../src/io/mail/account-store'
import { connectWorker } from '../../src/io/redis/client'
import { allChecks } from '../support/all-checks'
import { shareRedis } from '../support/shared-redis'
import { openLooks, openStore, plan, signal } from '../support/watch'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

const redis = await shareRedis()
let store: CheckStore
let check: Check

beforeAll(async () => {
  await writeFile(join(redis.home, 'intvlm8r.ini'), OFF)
  store = (await openStore(redis)).store
})
beforeEach(async () => {
  check = (await store.create(plan('Backup of the NAS'), 'page', Date.now())).check
})
afterAll(async () => await store.close())

/** The built command, as in a shell. */
function start(args: readonly string[], home = redis.home) {
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  return spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
}

async function intvlm8r(args: readonly string[], home = redis.home) {
  const child = start(args, home)
  child.stdin.end()
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', text => {
      said[name] += text
    })
  const [code] = await once(child, 'close')
  return { code, ...said }
}

const OFF = '[Monitoring]\nheartbeatfrequency = Off\n'

const state = async () => (await store.get(check.id))?.state

describe('config check', () => {
  const INI = '[Monitoring]\nheartbeatfrequency = Off\n[channel.mail]\nkind = ntfy\ntopic = mine\n'
  const check = async (ini: string, home?: string, monitoring = '') => {
    const file = join(redis.home, 'other.ini')
    await writeFile(file, INI.replace('= Off\n', `= Off\n${monitoring}`) + ini)
    const { code, stdout } = await intvlm8r(['config', 'check', file], home)
    return { code, lines: stdout.trim().split('\n') }
  }

  it.each([
    ['https://nosnch.in/0123456789', 0, []],
    ['https://example.org/jobs/7/fail', 0, ['warning: [Monitoring] heartbeaturl: The URL ends with /fail']],
    ['https://nosnch.in', 1, ['[Monitoring] heartbeaturl: is not a usable URL. This is no ping URL']],
  ])('judges the heartbeat URL %s: exit code %i', async (url, code, words) => {
    const file = join(redis.home, 'url.ini')
    await writeFile(file, `[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = ${url}\n`)
    const { code: ended, stdout } = await intvlm8r(['config', 'check', file])
    expect(ended).toBe(code)
    const lines = stdout.trim().split('\n')
    for (const [index, begin] of words.entries()) expect(lines[index]).toContain(begin)
    expect(lines).toHaveLength(words.length + (code === 0 ? 1 : 0))
  })

  it('finds the channels of the INI and of the page, and reports others as faults', async () => {
    const connection = connectWorker(redis.target)
    const channels = openChannelStore(connection, async () => ({ publicKey: '', privateKey: '' }))
    await channels.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'mine' } })
    const named = (names: string) => `[check.a]\nperiod = 1d\nchannels = ${names}\n`
    expect(await check(named('mail'))).toEqual({ code: 0, lines: [expect.stringMatching(/is fine\.$/)] })
    expect(await check(named('mail, phone'))).toEqual({
      code: 0,
      lines: [expect.stringMatching(/is fine\.$/)],
    })
    expect(await check(named('none'))).toMatchObject({ code: 0 })
    expect(await check(named('mail, phnoe'))).toEqual({
      code: 1,
      lines: ['[check.a] channels: there is no channel "phnoe"; there are: mail, phone'],
    })
    expect(await check(`${named('phnoe')}[Web]\nprot = 1\n`)).toEqual({
      code: 1,
      lines: [
        '[Web] prot: is no key of this section; did you mean port?',
        '[check.a] channels: there is no channel "phnoe"; there are: mail, phone',
      ],
    })
    expect(await check('[Watch]\nstartchannel = Phone\n')).toMatchObject({ code: 0 })
    expect(await check('[Watch]\nstartchannel = phnoe\n')).toEqual({
      code: 1,
      lines: ['[Watch] startchannel: there is no channel "phnoe"; there are: mail, phone'],
    })
    await channels.remove('phone')
    connection.disconnect()
  })

  it('finds the mail accounts of the INI and of the page, and reports others as faults', async () => {
    const connection = connectWorker(redis.target)
    const accounts = openAccountStore(connection)
    await accounts.save({ name: 'page', origin: 'page', settings: { imaphost: 'imap.example.org' } })
    const named = (account: string) =>
      `[mail.home]\nsmtphost = a.example\nfrom = a@b.example\n[channel.post]\nkind = email\naccount = ${account}\nto = a@b.example\n`
    const probe = (account: string) =>
      `[check.m]\nprobe = inbox ${account}\nsubjects = Great\ndeliverytime = 03:00\nchecktime = 04:00\n`
    expect(await check(named('Home') + probe('page'))).toMatchObject({ code: 0 })
    expect(await check(named('hmoe') + probe('pgae'))).toEqual({
      code: 1,
      lines: [
        '[channel.post] account: there is no mail account "hmoe"; there are: home, page',
        '[check.m] probe: there is no mail account "pgae"; there are: home, page',
      ],
    })
    await accounts.remove('page')
    connection.disconnect()
  })

  it('finds the gates among the checks of the INI and of the page, and reports others as faults', async () => {
    const { connection, store } = await openStore(redis)
    const { check: page } = await store.create(plan('Camera'), 'page', Date.now())
    const gated = (gates: readonly string[], home?: string) =>
      check('[check.nas]\nprobe = tcp\ntargets = a:1, b:2\n', home, `heartbeatgates = ${gates.join(', ')}\n`)
    expect(await gated(['nas', 'nas/a:1', 'camera', page.id])).toMatchObject({ code: 0 })
    expect(await gated(['camera', 'cmaera'])).toEqual({
      code: 1,
      lines: ['[Monitoring] heartbeatgates: there is no check "cmaera"'],
    })
    const { code, lines } = await gated(['camera'], `${redis.home}/elsewhere`)
    expect(code).toBe(1)
    expect(lines[0]).toMatch(
      /^\[Monitoring\] heartbeatgates: there is no check "camera" in the INI, and those of the page are not known: /,
    )
    await store.remove(page.id)
    await store.close()
    connection.disconnect()
  })

  it('is not sure of channels while those of the page are not known', async () => {
    const { code, lines } = await check(
      '[check.a]\nperiod = 1d\nchannels = phone\n',
      `${redis.home}/elsewhere`,
    )
    expect(code).toBe(1)
    expect(lines[0]).toMatch(
      /^\[check\.a\] channels: there is no channel "phone"; there are: mail in the INI, and those of the page are not known: Redis/,
    )
  })
})

describe('checks that alert nobody', () => {
  const mail = { name: 'mail', kind: 'ntfy', origin: 'page', settings: { topic: 'mine' } } as const

  it('are marked by `checks` and `status`', async () => {
    const connection = connectWorker(redis.target)
    const channels = openChannelStore(connection, async () => ({ publicKey: '', privateKey: '' }))
    await channels.save(mail)
    await store.create(plan('Pump', { channels: ['mail'] }), 'page', Date.now())
    await store.create(plan('Typed wrong', { channels: ['mial'] }), 'page', Date.now())
    const sentence =
      'Nobody is alerted by 2 checks, as no channel of theirs exists: Backup of the NAS, Typed wrong'
    const { stdout } = await intvlm8r(['checks'])
    expect(stdout).toMatch(/CHECK .* ALERTS$/m)
    expect(stdout).toMatch(/Backup of the NAS .* nobody$/m)
    expect(stdout).toMatch(/Typed wrong .* nobody$/m)
    expect(stdout).toMatch(/Pump .* mail$/m)
    expect((await intvlm8r(['status'])).stdout).toContain(`\n${sentence}\n`)
    expect((await intvlm8r(['check', 'show', 'Backup of the NAS'])).stdout).toMatch(
      /^channels +none: nobody is alerted$/m,
    )

    for (const { check: each } of await allChecks(store))
      await store.update(each.id, { channels: ['mail'] }, Date.now())
    for (const command of ['checks', 'status'])
      expect((await intvlm8r([command])).stdout).not.toMatch(/nobody/i)
    await channels.remove('mail')
    connection.disconnect()
  })
})

describe('checks', () => {
  it.each([
    ['cron = 0 12 30 2 *', 'cron: never comes true'],
    ['oncalendar = *-04-31', 'oncalendar: never comes true'],
  ])(
    'of the INI that cannot be provided (%s) are named by every command, with exit code 1',
    async (line, fault) => {
      await writeFile(
        join(redis.home, 'intvlm8r.ini'),
        `${OFF}[check.never]\n${line}\n[check.b]\nperiod = 1d\n`,
      )
      try {
        for (const command of [['checks'], ['status'], ['config', 'check']]) {
          const { code, stdout } = await intvlm8r(command)
          expect(stdout, command.join(' ')).toContain(`[check.never] ${fault}`)
          expect(code, command.join(' ')).toBe(1)
        }
      } finally {
        await writeFile(join(redis.home, 'intvlm8r.ini'), OFF)
      }
    },
  )

  it('lists the worst first, and its exit code is 1 when something is down', async () => {
    const { check: pump } = await store.create(plan('Pump'), 'page', Date.now())
    await store.record({ id: check.id }, signal('success', Date.now()))
    const calm = await intvlm8r(['checks'])
    expect(calm.code).toBe(0)
    expect(calm.stdout).toContain('1 new, 1 up')

    await store.record({ id: pump.id }, signal('fail', Date.now()))
    const { code, stdout } = await intvlm8r(['checks'])
    expect(code).toBe(1)
    expect(stdout.split('\n').map(line => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['STATUS', 'CHECK'],
      ['down', 'Pump'],
      ['up', 'Backup of the NAS'],
      [''],
      ['1 down, 1 up'],
      [''],
    ])
  })

  it('calls nothing up whose time has run out while no worker runs', async () => {
    const hourAgo = Date.now() - 3_600_000
    const { check: pump } = await store.create(plan('Pump'), 'page', hourAgo)
    await store.record({ id: pump.id }, signal('success', hourAgo))
    const { code, stdout } = await intvlm8r(['checks'])
    expect([code, stdout]).toEqual([1, expect.stringMatching(/\ndown {2,}Pump (.*\n)+1 down, 1 new\n/)])
    const json = JSON.parse((await intvlm8r(['checks', '--json'])).stdout)
    expect(json.checks[0]).toMatchObject({ name: 'Pump', status: 'down' })
    const shown = await intvlm8r(['check', 'show', 'Pump'])
    expect([shown.code, shown.stdout]).toEqual([1, expect.stringMatching(/^status +down since /m)])
  })

  it('is JSON for programs, worst first, as the API writes it, with the same exit code', async () => {
    const { check: pump } = await store.create(plan('Pump'), 'page', Date.now())
    await store.record({ id: pump.id }, signal('fail', Date.now()))
    const { code, stdout } = await intvlm8r(['checks', '--json'])
    const { checks, faults } = JSON.parse(stdout)
    expect([code, faults]).toEqual([1, []])
    expect(checks).toMatchObject([
      { name: 'Pump', id: pump.id, status: 'down', lastSignalAt: expect.stringMatching(/^20.*Z$/) },
      { name: 'Backup of the NAS', slug: 'backup-of-the-nas', status: 'new', lastSignalAt: null },
    ])
  })

  it('ends with 1 for a name that no check has', async () => {
    expect(await intvlm8r(['checks', 'Bakcup*'])).toMatchObject({
      code: 1,
      stdout: 'No check is like that.\n',
    })
    expect(await intvlm8r(['checks', '--json', 'Bakcup*'])).toMatchObject({ code: 1 })
    expect(await intvlm8r(['checks', 'Backup*'])).toMatchObject({ code: 0 })
  })

  it('prints so when Redis is away', async () => {
    const { code, stderr } = await intvlm8r(['checks'], `${redis.home}/elsewhere`)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^intvlm8r: Redis .*\n$/)
  })
})

describe('check', () => {
  it.each(['Backup of the NAS', 'backup-of-the-nas'])('shows "%s"', async name => {
    await store.record({ id: check.id }, signal('success', Date.now()))
    const { code, stdout } = await intvlm8r(['check', 'show', name])
    expect(code).toBe(0)
    expect(stdout).toContain(check.id)
    expect(stdout).toMatch(/status +up since/)
    expect(stdout).toContain('new -> up: it checked in')
  })

  it('is shown as JSON with its signals and flips', async () => {
    await store.record({ id: check.id }, signal('fail', Date.now(), { exitCode: 3 }))
    const { code, stdout } = await intvlm8r(['check', 'show', check.slug, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      id: check.id,
      status: 'down',
      consecutiveFailures: 1,
      history: {
        signals: [{ kind: 'fail', detail: { exitCode: 3 } }],
        flips: [{ from: 'new', to: 'down', reason: 'failure' }],
      },
    })
  })

  it('pauses and resumes', async () => {
    expect((await intvlm8r(['check', 'pause', check.id])).stdout).toBe('Backup of the NAS: paused\n')
    expect((await state())?.status).toBe('paused')
    await intvlm8r(['check', 'resume', check.id])
    expect((await state())?.status).toBe('new')
  })

  it('silences for a time, until it is up, and no longer', async () => {
    const before = Date.now()
    await intvlm8r(['check', 'silence', check.slug, '8h'])
    expect((await state())?.silenced).toBeGreaterThanOrEqual(before + 8 * 3_600_000)
    await intvlm8r(['check', 'silence', check.slug, 'recovery'])
    expect((await state())?.silenced).toBe('recovery')
    await intvlm8r(['check', 'silence', check.slug, 'off'])
    expect((await state())?.silenced).toBeUndefined()
    for (const time of ['for ever', '999999999w']) {
      const { code, stderr } = await intvlm8r(['check', 'silence', check.slug, time])
      expect(code).toBe(2)
      expect(stderr).toContain('give a span such as 1h')
    }
    expect((await state())?.silenced).toBeUndefined()
  })

  it('asks which one is meant when a slug is shared', async () => {
    const { check: twin } = await store.create(plan('Backup of the NAS'), 'page', Date.now())
    const { code, stderr } = await intvlm8r(['check', 'pause', check.slug])
    expect(code).toBe(1)
    expect(stderr).toContain(check.id)
    expect(stderr).toContain(twin.id)
  })
})

describe('ping', () => {
  it.each([
    [[], 'up', 'success', 0],
    [['--start'], 'new', 'start', 0],
    [['--fail'], 'down', 'fail', 0],
    [['--exit', '0'], 'up', 'success', 0],
    [['--exit', '3'], 'down', 'fail', 0],
  ] as const)('%j makes it %s', async (options, status, kind, code) => {
    const answer = await intvlm8r(['ping', check.slug, ...options])
    expect(answer).toEqual({ code, stdout: `Backup of the NAS: ${status}\n`, stderr: '' })
    expect((await store.history(check.id))[0]?.kind).toBe(kind)
  })

  it.each<[string[], string, number]>([
    [['nobody'], 'there is no check "nobody"', 1],
    [['backup-of-the-nsa'], 'there is no check "backup-of-the-nsa"; did you mean backup-of-the-nas?', 1],
    [['backup-of-the-nas', '--exit', '256'], '"256" is no exit code', 2],
    [['backup-of-the-nas', '--fail', '--start'], 'only one of', 2],
    [[], 'usage: intvlm8r ping', 2],
  ])('%j is refused', async (args, words, expected) => {
    const { code, stderr } = await intvlm8r(['ping', ...args])
    expect(code).toBe(expected)
    expect(stderr).toContain(words)
    expect(await store.history(check.id)).toEqual([])
  })
})

describe('by the address of a check', () => {
  let receiver: Server
  let asked: { readonly url: string; readonly body: string }[]
  let answers: number[]
  let body: string

  beforeEach(async () => {
    body = 'OK'
    asked = []
    answers = []
    receiver = createServer(async (request, response) => {
      asked.push({ url: `${request.method} ${request.url}`, body: await text(request) })
      response.writeHead(answers.shift() ?? 200).end(body)
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
  })
  afterEach(() => receiver.close())

  const address = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/ping/hush`
  const nowhere = () => `${redis.home}/elsewhere`

  it('checks in without the appliance being there', async () => {
    const answer = await intvlm8r(['ping', address(), '--exit', '3'], nowhere())
    expect(answer).toEqual({ code: 0, stdout: 'OK\n', stderr: '' })
    expect(asked).toEqual([{ url: 'POST /ping/hush/3', body: '' }])
  })

  it('signals start, end and output of a command, and tries again what may pass', async () => {
    answers = [200, 503]
    const { code, stderr } = await intvlm8r(
      ['run', address(), '--', 'sh', '-c', 'echo no; exit 2'],
      nowhere(),
    )
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    const rid = /rid=([\da-f-]{36})$/.exec(asked[0]?.url ?? '')?.[1]
    const end = { url: `POST /ping/hush/2?rid=${rid}`, body: 'no\n' }
    expect(asked).toEqual([{ url: `POST /ping/hush/start?rid=${rid}`, body: '' }, end, end])
  })

  it('of several addresses takes the next where one does not answer, for the start and for the end', async () => {
    const dead = createServer().listen(0, '127.0.0.1')
    await once(dead, 'listening')
    const gone = `http://127.0.0.1:${(dead.address() as AddressInfo).port}/ping/hush`
    dead.close()
    const { code, stdout, stderr } = await intvlm8r(['run', gone, address(), '--', 'echo', 'done'], nowhere())
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' })
    expect(asked.map(({ url }) => url.replace(/\?.*/, ''))).toEqual([
      'POST /ping/hush/start',
      'POST /ping/hush/0',
    ])
    expect((await intvlm8r(['run', gone, address(), '--'], nowhere())).stderr).toContain(
      'there is no command to run',
    )
  })

  it('is not taken in by a 200 whose body has a refusal, as hosted services answer', async () => {
    body = 'OK (rate limited)'
    const { code, stderr } = await intvlm8r(['ping', address()], nowhere())
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/: OK \(rate limited\)\n$/),
    })
  })

  it('keeps the address to itself when it is refused', async () => {
    answers = [404]
    const { code, stderr } = await intvlm8r(['ping', address()], nowhere())
    expect(code).toBe(1)
    expect(stderr).toMatch(/^intvlm8r: 127\.0\.0\.1:\d+ did not take the signal: it answered 404\n$/)
  })
})

describe('run', () => {
  it('passes output and exit code through, and signals start, end and the last output', async () => {
    const script = 'echo working; echo trouble >&2; exit 7'
    const { code, stdout, stderr } = await intvlm8r(['run', check.slug, '--', 'sh', '-c', script])
    expect({ code, stdout, stderr }).toEqual({ code: 7, stdout: 'working\n', stderr: 'trouble\n' })
    const [end, start] = await store.history(check.id)
    expect(start).toMatchObject({ kind: 'start' })
    expect(end).toMatchObject({ kind: 'fail', detail: { exitCode: 7, rid: start?.detail.rid } })
    expect(end?.duration).toBeGreaterThanOrEqual(0)
    expect((await store.bodies(check.id))[0]?.body.split('\n').sort()).toEqual(['', 'trouble', 'working'])
  })

  it('keeps the last 10,000 bytes, from the beginning of a character on', async () => {
    const script = "process.stdout.write('x' + 'ü'.repeat(50_000))"
    const { code, stdout } = await intvlm8r(['run', check.slug, '--', process.execPath, '-e', `${script}`])
    expect(code).toBe(0)
    expect(stdout).toHaveLength(50_001)
    expect((await store.bodies(check.id))[0]?.body).toBe('ü'.repeat(5_000))
  })

  it('runs the command even when the watch is away', async () => {
    const answer = await intvlm8r(['run', 'backup', '--', 'echo', 'done'], `${redis.home}/elsewhere`)
    expect(answer).toMatchObject({ code: 0, stdout: 'done\n' })
    expect(answer.stderr).toContain('the success of "backup" was not written down')
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    'passes %s on, and signals how the command ended',
    async signal => {
      const name = signal.slice(3)
      const script = `trap 'echo heard ${name}; exit 9' ${name}; echo ready; while :; do sleep 0.05; done`
      const child = start(['run', check.slug, '--', 'sh', '-c', script])
      await once(child.stdout, 'data')
      child.kill(signal)
      const [code] = await once(child, 'close')
      expect(code).toBe(9)
      expect((await store.bodies(check.id))[0]?.body).toBe(`ready\nheard ${name}\n`)
    },
  )

  it('signals the end at once, although a process that was left behind still holds the output', async () => {
    const child = start([
      'run',
      check.slug,
      '--',
      'sh',
      '-c',
      'exec 3<&0; (read line <&3; echo later) & echo done',
    ])
    let seen = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      seen += text
    })
    const end = async () => (await store.history(check.id))[0]?.kind
    await expect.poll(end, { timeout: 10_000 }).toBe('success')
    expect(child.exitCode).toBeNull()
    child.stdin.end('go on\n')
    expect(await once(child, 'close')).toEqual([0, null])
    expect(seen).toBe('done\nlater\n')
  })

  it('keeps the last of an output that is no text, too', async () => {
    const script = "process.stdout.write(Buffer.concat([Buffer.alloc(20_000, 0xff), Buffer.from('the end')]))"
    await intvlm8r(['run', check.slug, '--', process.execPath, '-e', script])
    const [kept] = await store.bodies(check.id)
    expect(kept?.body.endsWith('\ufffdthe end')).toBe(true)
    expect(Buffer.byteLength(kept?.body ?? '')).toBeLessThanOrEqual(10_000)
  })

  it('signals a command that is not there, and one that a signal ended', async () => {
    expect((await intvlm8r(['run', check.slug, '--', 'no-such-program'])).code).toBe(127)
    expect((await store.history(check.id))[0]).toMatchObject({ kind: 'fail', detail: { exitCode: 127 } })
    expect((await intvlm8r(['run', check.slug, '--', 'sh', '-c', 'kill -9 $$'])).code).toBe(137)
    expect((await store.history(check.id))[0]).toMatchObject({ detail: { exitCode: 137 } })
  })
})

describe('keys', () => {
  it('makes a key that is printed alone, lists it without its secret, and revokes it', async () => {
    expect((await intvlm8r(['keys'])).stdout).toContain('There is no API key yet')
    const made = await intvlm8r(['key', 'add', 'Prometheus', '--read-only'])
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('read-only key of "Prometheus"') })
    expect(made.stdout).toMatch(/^intvlm8r_[\w-]{32}\n$/)
    const full = await intvlm8r(['key', 'add', 'Ansible', '--expires', '90d'])
    const listed = await intvlm8r(['keys'])
    expect(listed.stdout.split('\n').map(line => line.split(/ {2,}/))).toEqual([
      ['NAME', 'KIND', 'MADE', 'LAST USED', 'EXPIRES'],
      ['Prometheus', 'read-only', expect.any(String), 'never', 'never'],
      ['Ansible', 'full', expect.any(String), 'never', 'in 90 days'],
      [''],
    ])
    expect(listed.stdout).not.toContain(full.stdout.trim())
    const json = JSON.parse((await intvlm8r(['keys', '--json'])).stdout)
    const iso = expect.stringMatching(/^20.*Z$/)
    expect(json.keys).toEqual([
      { name: 'Prometheus', access: 'read', createdAt: iso, usedAt: null, expiresAt: null, expired: false },
      { name: 'Ansible', access: 'full', createdAt: iso, usedAt: null, expiresAt: iso, expired: false },
    ])
    expect((await intvlm8r(['key', 'revoke', 'Ansible'])).stdout).toBe('The key "Ansible" is revoked.\n')
    expect((await intvlm8r(['keys'])).stdout).not.toContain('Ansible')
  })

  it.each<[string[], string, number]>([
    [['key', 'add', ' '], 'the name is empty', 1],
    [['key', 'add', 'x', '--expires', '2d'], '--expires has to be one of 30d, 90d, 1y, never', 2],
    [['key', 'revoke', 'nobody'], 'there is no key "nobody"', 1],
    [['key', 'add'], 'usage: intvlm8r key add NAME', 2],
    [['key'], 'there is no command "key"', 2],
    [['constructor'], 'there is no command "constructor"', 2],
  ])('%j is refused', async (args, words, expected) => {
    const { code, stdout, stderr } = await intvlm8r(args)
    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).toContain(words)
  })
})

it('check show names the look behind a flip, and why it failed', async () => {
  const probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
  const { check: nas } = await store.create(plan('NAS', { probe }), 'page', Date.now())
  const looks = openLooks(redis)
  await looks.record(nas.id, { answer: 'failure', detail: 'nas:445 refuses connections' }, Date.now())
  await looks.close()
  const { code, stdout } = await intvlm8r(['check', 'show', 'NAS'])
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining('new -> down: the look failed: nas:445 refuses connections\n'),
  ])
})

describe('probes without a worker', () => {
  const LINE = 'Nothing is looked at: the worker is not running.'

  it('are in doubt in checks and status, whatever their last state', async () => {
    const calm = JSON.parse((await intvlm8r(['checks', '--json'])).stdout)
    expect(calm).not.toHaveProperty('notLooking')
    const probe = {
      kind: 'files',
      target: '/srv',
      every: 60_000,
      blindAfter: 86_400_000,
      settings: {},
    } as const
    await store.create(plan('Newest photo', { probe }), 'page', Date.now())
    const { code, stdout } = await intvlm8r(['checks'])
    expect([code, stdout]).toEqual([1, expect.stringContaining(`${LINE}\n`)])
    expect(JSON.parse((await intvlm8r(['checks', '--json'])).stdout)).toMatchObject({ notLooking: LINE })
    expect((await intvlm8r(['status'])).stdout).toContain(`\n${LINE}\n`)
    const status = JSON.parse((await intvlm8r(['status', '--json'])).stdout)
    expect(status).toMatchObject({ well: false, notLooking: LINE })
  })
})

describe('checks --delete', () => {
  const names = async () => (await allChecks(store)).map(({ check }) => check.name).sort()
  const wait = (name: string) =>
    store.create(plan(name, { slug: `tag-${name.length}-${Date.now()}` }), 'checkin', Date.now(), undefined, {
      waits: true,
      from: '192.0.2.1',
    })

  beforeEach(async () => {
    for (const name of ['old one', 'old two', 'new one'])
      await store.create(plan(name, { tags: name.split(' ') }), 'page', Date.now())
    for (const { check } of await store.waiting()) await store.remove(check.id)
  })

  it('takes names with *, a tag, or both', async () => {
    const { code, stdout } = await intvlm8r(['checks', '--delete', '--yes', 'old *'])
    expect([code, stdout]).toEqual([0, '2 checks are deleted.\n'])
    expect(await names()).toEqual(['Backup of the NAS', 'new one'])
    expect((await intvlm8r(['checks', '--delete', '--yes', '--tag', 'one', 'B*'])).code).toBe(1)
    expect((await intvlm8r(['checks', '--delete', '--yes', '--tag', 'one'])).stdout).toBe(
      '1 check is deleted.\n',
    )
    expect(await names()).toEqual(['Backup of the NAS'])
  })

  it('leaves a gate of the heartbeat, and names it', async () => {
    const ini = join(redis.home, 'intvlm8r.ini')
    onTestFinished(() => writeFile(ini, OFF))
    await writeFile(ini, `${OFF}heartbeatgates = old-two\n`)
    const { code, stdout, stderr } = await intvlm8r(['checks', '--delete', '--yes', 'old *'])
    expect([code, stdout, stderr]).toEqual([
      1,
      '1 check is deleted.\n',
      'old two is a gate of the heartbeat; take it out of heartbeatgates in the INI first\n',
    ])
    expect(await names()).toEqual(['Backup of the NAS', 'new one', 'old two'])
  })

  it('takes those that wait, and no others with them', async () => {
    await wait('Attic')
    await wait('Your bank')
    const listed = await intvlm8r(['checks', '--waiting'])
    expect(listed.stdout).toMatch(/“Attic” .* nobody/)
    expect((await intvlm8r(['checks'])).stdout).toContain(
      '2 checks that strangers may have made wait to be adopted',
    )
    expect((await intvlm8r(['checks', '--delete', '--waiting', '--yes'])).stdout).toBe(
      '2 checks are deleted.\n',
    )
    expect([await names(), await store.waiting()]).toEqual([
      ['Backup of the NAS', 'new one', 'old one', 'old two'],
      [],
    ])
  })

  it.each([
    [['--delete'], 2, 'select what to delete'],
    [['--delete', 'old *'], 2, 'add --yes'],
    [['--delete', '--yes', 'nobody'], 1, 'no check is like that'],
  ])('%j deletes nothing', async (args, expected, words) => {
    const before = await names()
    const { code, stderr } = await intvlm8r(['checks', ...args])
    expect([code, stderr]).toEqual([expected, expect.stringContaining(words)])
    expect(await names()).toEqual(before)
  })

  it('leaves the checks of the INI', async () => {
    const { check: provided } = await store.create(plan('provided', { tags: ['old'] }), 'ini', Date.now())
    const { code, stderr } = await intvlm8r(['checks', '--delete', '--yes', '--tag', 'old'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('provided stands in the INI')])
    expect((await store.get(provided.id))?.check.name).toBe('provided')
  })

  it('a stranger who takes the name of a check does not get its check-ins', async () => {
    await wait('Backup of the NAS')
    expect((await intvlm8r(['ping', 'Backup of the NAS'])).code).toBe(0)
    expect(await state()).toMatchObject({ status: 'up' })
    await wait('Only mine')
    expect((await intvlm8r(['check', 'show', 'Only mine'])).stdout).toContain('Only mine')
  })
})

describe('check run', () => {
  it('of a name that nobody has is wrong usage', async () => {
    const { code, stderr } = await intvlm8r(['check', 'run', 'nas'])
    expect(stderr).toMatch(/^intvlm8r: there is no check "nas"/)
    expect(code).toBe(2)
  })

  it('finds a check of the page by its slug', async () => {
    const probe = { kind: 'files', target: '/srv/none-such', every: 60_000, settings: {} } as const
    await store.create(plan('Newest photo', { probe }), 'page', Date.now())
    const { code, stdout } = await intvlm8r(['check', 'run', 'newest-photo'])
    expect(stdout).toBe('Newest photo: failure\n  there is no /srv/none-such\n')
    expect(code).toBe(1)
    const asJson = await intvlm8r(['check', 'run', 'newest-photo', '--json'])
    expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([
      1,
      { name: 'Newest photo', answer: 'failure', detail: 'there is no /srv/none-such' },
    ])
  })
})

describe('names and answers of others', () => {
  const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]/
  const named = 'a\u202eb\u2028c'

  it.each([
    ['in the list', ['checks']],
    ['of one check', ['check', 'show', 'hostile']],
    ['in JSON', ['check', 'show', 'hostile', '--json']],
  ])('show the terminal nothing to obey: %s', async (_, args) => {
    await store.create({ ...plan(named), slug: 'hostile' }, 'page', Date.now())
    const { stdout } = await intvlm8r(args)
    expect(stdout).toContain('a\\u202eb\\u2028c')
    expect(stdout).not.toMatch(HIDDEN)
  })

  it('are shown so in an error, too', async () => {
    const { stderr } = await intvlm8r(['check', 'show', 'no\x1b[2J\u202e'])
    expect(stderr).toContain('no\\u001b[2J\\u202e')
    expect(stderr).not.toMatch(HIDDEN)
  })
})
