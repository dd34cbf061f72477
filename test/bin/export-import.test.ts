/** `intvlm8r export` and `import`, as in a shell. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openApiKeys } from '../../src/io/access/api-keys'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { drawVapidKeys } from '../../src/notifiers/web-push'
import { allChecks } from '../support/all-checks'
import { runIntvlm8r } from '../support/intvlm8r'
import { startRedis, type TestRedis } from '../support/redis'
import { type OpenStore, openStore, plan, signal } from '../support/watch'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

let here: TestRedis
let there: TestRedis
let mine: OpenStore
let other: OpenStore
/** The secret of an API key. */
let key: string

beforeAll(async () => {
  ;[here, there] = await Promise.all([startRedis(), startRedis()])
  for (const { home } of [here, there])
    await writeFile(join(home, 'intvlm8r.ini'), '[Monitoring]\nheartbeatfrequency = Off\n')
  ;[mine, other] = await Promise.all([openStore(here), openStore(there)])
})
afterAll(async () => {
  await mine.store.close()
  await other.store.close()
  await Promise.all([here.close(), there.close()])
})
beforeEach(async () => {
  await Promise.all([mine.connection.flushall(), other.connection.flushall()])
  const now = Date.now()
  const { check } = await mine.store.create(
    plan('Backup of the NAS', {
      tags: ['home'],
      schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Berlin' },
      longestRun: 90_500,
      quietHours: '22:00-07:00',
      channels: ['phone'],
      passwordHash: '$scrypt$secret',
    }),
    'page',
    now,
  )
  await mine.store.record({ id: check.id }, signal('success', now))
  await mine.store.create(plan('Boiler'), 'api', now)
  await mine.store.create(plan('From the INI'), 'ini', now)
  const channels = openChannelStore(mine.connection, drawVapidKeys)
  await channels.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'goat-2718' } })
  await channels.save({
    name: 'browsers',
    kind: 'web-push',
    origin: 'page',
    settings: { contact: 'mailto:a@b.c' },
  })
  await channels.subscribe('browsers', { endpoint: 'https://push/1', keys: { p256dh: 'p', auth: 'a' } })
  await channels.vapidKeys()
  key = (await openApiKeys(mine.connection).create('script', 'full', now, '90d')).secret
  // Drawn as the store draws them, whose memory of an emptied server would last for seconds.
  await mine.connection.set('{intvlm8r}:watch:ping-key', 'A'.repeat(22))
  await other.connection.set('{intvlm8r}:watch:ping-key', 'B'.repeat(22))
})

const intvlm8r = (at: TestRedis, args: readonly string[], input = '') =>
  runIntvlm8r(args, { home: at.home, cwd: at.home }, input)

const exported = async () => (await intvlm8r(here, ['export', '-'])).stdout

const content = async ({ store, connection }: OpenStore) => ({
  checks: (await allChecks(store))
    .map(({ check }) => check)
    .filter(({ origin }) => origin !== 'ini')
    .sort((a, b) => (a.id < b.id ? -1 : 1)),
  channels: await connection.hgetall('{intvlm8r}:channels:all'),
  browsers: await connection.hgetall('{intvlm8r}:channels:browsers:browsers'),
  vapid: await connection.get('{intvlm8r}:channels:vapid'),
  keys: await connection.hgetall('{intvlm8r}:watch:api-keys'),
  pingKey: await connection.get('{intvlm8r}:watch:ping-key'),
})

describe('export', () => {
  it('writes a file for its owner alone, whatever the one before it was, without keys in clear and without the INI', async () => {
    const file = join(here.home, 'mine.json')
    await writeFile(file, 'old')
    await chmod(file, 0o644)
    const { code, stdout, stderr } = await intvlm8r(here, ['export', 'mine.json'])
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toContain('Exported 2 checks, 2 channels and 1 API key to mine.json.')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain(key)
    expect(text).not.toContain('From the INI')
    expect(JSON.parse(text)).toMatchObject({ format: 'intvlm8r-backup', version: 1 })
  })

  it('has with --all the checks and windows of the INI, too, and another machine takes them over', async () => {
    const window = '[window.night]\ncron = 0 3 * * *\nduration = 1h\nall = on\n'
    const ini = join(here.home, 'intvlm8r.ini')
    await writeFile(
      ini,
      `${await readFile(ini, 'utf8').catch(() => '[Monitoring]\nheartbeatfrequency = Off\n')}\n${window}`,
    )
    await mine.connection.hset(
      '{intvlm8r}:alerts:windows',
      'day',
      JSON.stringify({ settings: { cron: '0 9 * * *', duration: '1h', tags: 'nas' } }),
    )
    const { stdout, stderr } = await intvlm8r(here, ['export', '-', '--all'])
    expect(stderr).toContain('2 channels, 2 windows of maintenance and 1 API key.')
    const all = JSON.parse(stdout)
    expect(all.checks.map(({ name }: { name: string }) => name)).toContain('From the INI')
    expect(all.windows.map(({ name }: { name: string }) => name)).toEqual(['night', 'day'])
    const { code, stdout: lines } = await intvlm8r(there, ['import', '-'], stdout)
    expect(code).toBe(0)
    for (const line of [
      '+ check "From the INI"',
      '+ window of maintenance night',
      '+ window of maintenance day',
    ])
      expect(lines).toContain(line)
    expect(Object.keys(await other.connection.hgetall('{intvlm8r}:alerts:windows')).sort()).toEqual([
      'day',
      'night',
    ])
    expect((await intvlm8r(there, ['import', '-'], stdout)).stdout).toContain('Nothing to import')
    const text = (await intvlm8r(there, ['export', '-', '--ini'])).stdout
    expect(text).toContain('[window.day]\nduration = 1h\ncron = 0 9 * * *\ntags = nas\n')
    expect(
      (
        await intvlm8r(
          there,
          ['apply', '-', '--yes', '--prune'],
          text.replace('duration = 1h', 'duration = 2h'),
        )
      ).stdout,
    ).toContain('~ window ')
    expect((await intvlm8r(here, ['export', '-', '--all', '--ini'])).code).toBe(2)
  })

  it('has with --all what another machine can take, and names the rest', async () => {
    const ini = join(here.home, 'intvlm8r.ini')
    const before = await readFile(ini, 'utf8')
    await writeFile(
      ini,
      `[Monitoring]
heartbeatfrequency = Off
[mail.home]
smtphost = smtp.example.org
smtpuser = me
smtppassword = @mail-password
from = me@example.org
[channel.letters]
kind = email
to = you@example.org
account = home
[channel.lost]
kind = ntfy
topic = goat
token = @no-such-file
`,
    )
    await writeFile(join(here.home, 'mail-password'), 'swordfish\n')
    const probe = { kind: 'command', target: '/usr/bin/true', settings: {}, every: 60_000 } as const
    await mine.store.create(plan('Raid', { probe }), 'ini', Date.now())
    const { stdout, stderr } = await intvlm8r(here, ['export', '-', '--all'])
    await writeFile(ini, before)
    expect(stderr.split('\n').filter(line => line.startsWith('- '))).toEqual([
      '- Not exported, as the page could not make it: channel lost: the file that [channel.lost] names for "Access token" cannot be read (ENOENT)',
      '- Not exported, as the page could not make it: check "Raid": command runs programs, and only the INI may do that',
    ])
    const { code, stdout: lines } = await intvlm8r(there, ['import', '-'], stdout)
    expect(code).toBe(0)
    expect(lines).toContain('+ mail account home')
    expect(lines).toContain('+ channel letters')
    const { home } = await other.connection.hgetall('{intvlm8r}:mail:accounts')
    expect(JSON.parse(home ?? '')).toMatchObject({ settings: { smtppassword: 'swordfish' } })
  })

  it('writes nothing with --all while a part of the INI is faulty, and would be missing', async () => {
    const ini = join(here.home, 'intvlm8r.ini')
    const before = await readFile(ini, 'utf8')
    await writeFile(
      ini,
      '[Monitoring]\nheartbeatfrequency = Off\n[channel.phone]\nkind = nfty\ntopic = goat\n',
    )
    const { code, stdout, stderr } = await intvlm8r(here, ['export', '-', '--all'])
    await writeFile(ini, before)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('a part of the INI would be missing: [channel.phone] kind: ')
  })

  it('names a folder and a place where nothing can be written', async () => {
    expect((await intvlm8r(here, ['export', '.'])).stderr).toContain('is a folder; name a file in it')
    expect((await intvlm8r(here, ['export', '/proc/none.json'])).code).toBe(1)
  })

  it.each(['', '--ini'])('leaves a link and what is no file as they are %s', async option => {
    const [link, pipe] = [join(here.home, 'link'), join(here.home, 'pipe')]
    execFileSync('sh', ['-c', 'rm -f "$1" "$2"; ln -s target "$1"; mkfifo "$2"', 'sh', link, pipe])
    const options = option === '' ? [] : [option]
    expect(await intvlm8r(here, ['export', 'link', ...options])).toEqual({
      code: 1,
      stdout: '',
      stderr: `intvlm8r: ${link} is a link; name what it leads to\n`,
    })
    expect(await intvlm8r(here, ['export', 'pipe', ...options])).toEqual({
      code: 1,
      stdout: '',
      stderr: `intvlm8r: ${pipe} is no file; - is standard output\n`,
    })
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect((await lstat(pipe)).isFIFO()).toBe(true)
  })
})

describe('import', () => {
  it('takes a file of any length, whose first 64 KiB show what it is', async () => {
    const backup = (await exported()).replace('"checks":', `"checks":${' '.repeat(100_000)}`)
    const kuma = `{"monitorList": [${' '.repeat(100_000)}{"name": "NAS", "type": "push", "interval": 60}]}`
    await writeFile(join(there.home, 'long.json'), backup)
    await writeFile(join(there.home, 'kuma.json'), kuma)
    expect(await intvlm8r(there, ['import', 'long.json'])).toMatchObject({ code: 0, stderr: '' })
    expect(await intvlm8r(there, ['import', 'kuma.json'])).toMatchObject({ code: 0, stderr: '' })
    const names = (await allChecks(other.store)).map(({ check }) => check.name).sort()
    expect(names).toEqual(['Backup of the NAS', 'Boiler', 'NAS'])
  })

  it('takes everything over to an untouched machine; again it changes nothing', async () => {
    const file = await exported()
    const { code, stdout } = await intvlm8r(there, ['import', '-'], file)
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toEqual(
      expect.arrayContaining([
        '+ check "Backup of the NAS"',
        '+ check "Boiler"',
        '+ channel phone',
        '+ API key "script"',
      ]),
    )
    expect(await content(other)).toEqual(await content(mine))
    expect((await allChecks(other.store)).map(({ state }) => state.status)).toEqual(['new', 'new'])
    const keys = openApiKeys(other.connection)
    expect(await keys.find(key, Date.now())).toMatchObject({ name: 'script' })
    expect(await keys.find(key, Date.now() + 90 * 86_400_000)).toBe('expired')
    const again = await intvlm8r(there, ['import', '-'], file)
    expect(again.stdout).toBe('Nothing to import: everything is here already.\n')
    expect(again.code).toBe(0)
  })

  it('takes over the notes on outages, those of the INI, too, adds to those that are there, and names their faults', async () => {
    const [boiler = '', provided = ''] = await Promise.all(
      ['boiler', 'from-the-ini'].map(async slug => (await mine.store.findBySlug(slug))[0]?.check.id),
    )
    const first = { due: Date.UTC(2026, 10, 20), at: Date.UTC(2026, 10, 20, 1), text: 'The disk\nis <new>.' }
    const second = { ...first, at: first.at + 1, text: 'It is well.' }
    await mine.store.notes.add(boiler, first)
    await mine.store.notes.add(provided, second)
    await other.store.notes.add(boiler, second)
    const { stdout: file, stderr } = await intvlm8r(here, ['export', '-'])
    expect(stderr).toContain('Exported 2 checks, 2 channels, 2 notes on outages and 1 API key.')
    const { stdout } = await intvlm8r(there, ['import', '-'], file)
    expect(stdout).toContain('+ 2 notes on outages\n')
    expect(await other.store.notes.of(boiler)).toEqual([second, first])
    expect(await other.store.notes.of(provided)).toEqual([second])
    expect((await intvlm8r(there, ['import', '-'], file)).stdout).toContain('Nothing to import')
    const faulty = JSON.parse(file)
    faulty.notes[0].text = '\u0000'
    faulty.notes[1].due = 'soon'
    const refused = await intvlm8r(there, ['import', '-'], JSON.stringify(faulty))
    expect(refused.stdout).toContain('notes[0].text: has to be text of at most 1000 characters\n')
    expect(refused.stdout).toContain('notes[1].due: has to be a moment such as')
  })

  it('takes over the secrets of a probe, which the API leaves out', async () => {
    const settings = { bearer: 'a secret of the probe' }
    const probe = { kind: 'http', target: 'http://boiler/', every: 60_000, settings } as const
    await mine.store.create(plan('Boiler page', { probe }), 'page', Date.now())
    expect((await intvlm8r(there, ['import', '-'], await exported())).code).toBe(0)
    const [taken] = await other.store.findBySlug('boiler-page')
    expect(taken?.check.probe).toEqual(probe)
  })

  it('takes over the ping key, too, where it is completed after it was killed half-way', async () => {
    const { checks, ...rest } = JSON.parse(await exported())
    const [first] = checks
    const many = Array.from({ length: 2_000 }, (_, n) => {
      const id = `${first.id.slice(0, -12)}${String(n).padStart(12, '0')}`
      return { ...first, id, name: `Job ${n}`, slug: `job-${n}` }
    })
    const file = join(here.home, 'many.json')
    await writeFile(file, JSON.stringify({ ...rest, checks: many }))
    const half = spawn(process.execPath, [PROGRAM, 'import', file], {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: there.home },
      stdio: 'ignore',
    })
    const ended = once(half, 'close')
    await vi.waitFor(
      async () => expect(await other.connection.hlen('{intvlm8r}:watch:plans')).toBeGreaterThan(0),
      20_000,
    )
    half.kill('SIGKILL')
    await ended
    expect((await intvlm8r(there, ['import', file])).code).toBe(0)
    expect(await other.connection.hlen('{intvlm8r}:watch:plans')).toBe(2_000)
    expect(await other.connection.get('{intvlm8r}:watch:ping-key')).toBe('A'.repeat(22))
  })

  it('shows what it would do, and does nothing, with --dry-run', async () => {
    const { code, stdout } = await intvlm8r(there, ['import', '-', '--dry-run'], await exported())
    expect(code).toBe(0)
    expect(stdout).toContain('+ check "Boiler"')
    expect(stdout).toContain('Nothing was changed')
    expect(await other.store.count()).toBe(0)
  })

  it('loses nothing of what is there: it stays as it is, and what would clash gets another name', async () => {
    const file = await exported()
    const { check } = await other.store.create(plan('Boiler'), 'page', Date.now())
    const [boiler] = await mine.store.findBySlug('boiler')
    const backup = (await mine.store.findBySlug('backup-of-the-nas'))[0]?.check
    await other.store.create(plan('Changed here', { slug: 'changed' }), 'page', Date.now(), backup?.id)
    const channels = openChannelStore(other.connection, drawVapidKeys)
    await channels.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'sheep' } })
    await openApiKeys(other.connection).create('script', 'read', Date.now())

    const { stdout } = await intvlm8r(there, ['import', '-'], file)
    expect(stdout).toContain('+ check "Boiler", with the slug boiler-2, since boiler is taken here')
    expect(stdout).toContain('= check "Changed here" stays as it is here')
    expect(stdout).toContain('= channel phone stays as it is here')
    expect(stdout).toContain('+ API key "script 2"')
    expect(stdout).toContain('= the ping key stays as it is here')
    expect((await other.store.findBySlug('boiler')).map(({ check }) => check.id)).toEqual([check.id])
    expect((await other.store.findBySlug('boiler-2')).map(({ check }) => check.id)).toEqual([
      boiler?.check.id,
    ])
    expect((await channels.list()).find(({ name }) => name === 'phone')?.settings).toEqual({ topic: 'sheep' })
    expect(await other.connection.get('{intvlm8r}:watch:ping-key')).toBe('B'.repeat(22))
    const again = await intvlm8r(there, ['import', '-'], file)
    expect(again.stdout).toContain('Nothing to import')
  })

  it('refuses faults, each by its place, and then changes nothing', async () => {
    const file = JSON.parse(await exported())
    file.checks[0].grace = 'soon'
    file.checks[1].schedule = { kind: 'cron', expression: '61 * * * *', zone: '' }
    file.checks[1].colour = 'red'
    file.channels[0].settings.contact = '@/etc/shadow'
    file.channels[1].kind = 'pigeon'
    file.apiKeys[0].hash = key
    file.apiKeys[0].expiresAt = 'soon'
    file.pingKey = '../x'
    file.friend = 1
    const { code, stdout, stderr } = await intvlm8r(there, ['import', '-'], JSON.stringify(file))
    expect(code).toBe(1)
    const places = stdout
      .trim()
      .split('\n')
      .map(line => line.split(': ')[0])
    expect(places.sort()).toEqual([
      'apiKeys[0].expiresAt',
      'apiKeys[0].hash',
      'channels[0].settings.contact',
      'channels[1].kind',
      'checks[0].grace',
      'checks[1].colour',
      'friend',
      'pingKey',
    ])
    expect(stdout).not.toContain(key)
    expect(stderr).toContain('nothing was imported')
    expect(await other.store.count()).toBe(0)
  })

  it('names the faults of a schedule by the part', async () => {
    const file = JSON.parse(await exported())
    file.checks.forEach((check: { schedule: unknown }) => {
      check.schedule = { kind: 'cron', expression: '61 * * * *', zone: '' }
    })
    const { stdout } = await intvlm8r(there, ['import', '-'], JSON.stringify(file))
    expect(stdout).toContain('checks[0].schedule.expression: ')
  })

  it.each([
    [
      'a file of a newer version',
      '{"format": "intvlm8r-backup", "version": 2}',
      'version: 2 is of a newer intvlm8r',
    ],
    ['a version that is no number', '{"format": "intvlm8r-backup", "version": "x"}', 'version: has to be 1'],
    ['another JSON', '{"checks": []}', 'format: has to be "intvlm8r-backup"'],
    ['an INI', '[Monitoring]\nx = 1\n', '- is no JSON'],
    ['half a file', '{"format": "intvlm8r-backup", "version": 1, "checks": [', '- is no JSON'],
    [
      'lists that are none',
      '{"format": "intvlm8r-backup", "version": 1, "checks": {}}',
      'checks: has to be a list',
    ],
  ])('refuses %s', async (_name, text, reason) => {
    const { code, stdout, stderr } = await intvlm8r(there, ['import', '-'], text)
    expect(code).toBe(1)
    expect(stdout + stderr).toContain(reason)
  })

  it('refuses a file that is missing', async () => {
    expect((await intvlm8r(there, ['import', 'none.json'])).stderr).toContain('none.json cannot be read')
  })
})
