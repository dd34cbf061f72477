/** `intvlm8r import` of files and servers of other programs, as in a shell. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { allChecks } from '../support/all-checks'
import { makeKumaDatabase } from '../support/kuma-database'
import { startRedis, type TestRedis } from '../support/redis'
import { type OpenStore, openStore } from '../support/watch'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const NO_CHANGE = 'Nothing to import: everything that can be taken over is here already.'

let redis: TestRedis
let open: OpenStore

beforeAll(async () => {
  redis = await startRedis()
  open = await openStore(redis)
})
afterAll(async () => {
  await open.store.close()
  await redis.close()
})
beforeEach(async () => {
  await open.connection.flushall()
  await writeFile(join(redis.home, 'intvlm8r.ini'), '[Monitoring]\nheartbeatfrequency = Off\n')
})

async function intvlm8r(args: readonly string[], { input = '', env = {} } = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, ...env },
    cwd: redis.home,
  })
  child.stdin.on('error', () => {}).end(input)
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', text => {
      said[name] += text
    })
  const [code] = await once(child, 'close')
  return { code, lines: said.stdout.trimEnd().split('\n'), ...said }
}

const file = async (name: string, content: unknown) => {
  const path = join(redis.home, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const byName = async () =>
  Object.fromEntries((await allChecks(open.store)).map(({ check, state }) => [check.name, { check, state }]))

const channels = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(await open.connection.hgetall('{intvlm8r}:channels:all')).map(([name, text]) => [
      name,
      JSON.parse(text),
    ]),
  )

describe('a kuma.db of Uptime Kuma 2', () => {
  const rows = {
    monitor: [
      { id: 1, name: 'Home', type: 'group', interval: 60 },
      {
        id: 2,
        name: 'Nextcloud',
        type: 'keyword',
        url: 'https://cloud.example.org/status.php',
        keyword: '"installed":true',
        interval: 120,
        timeout: 30,
        maxretries: 2,
        retry_interval: 60,
        parent: 1,
        accepted_statuscodes_json: '["200-299","304"]',
        basic_auth_user: 'kuma',
        basic_auth_pass: 'hunter2-secret',
        auth_method: 'basic',
        headers: '{"X-Token": "header-secret"}',
        resend_interval: 30,
        description: 'In the cellar',
      },
      { id: 3, name: 'NAS', type: 'port', hostname: 'nas.lan', port: 445, interval: 60, active: 0 },
      { id: 4, name: 'Router', type: 'ping', hostname: '192.168.1.1', interval: 20 },
      {
        id: 5,
        name: 'Name server',
        type: 'dns',
        hostname: 'example.org',
        port: 53,
        dns_resolve_server: '1.1.1.1',
        dns_resolve_type: 'MX',
        interval: 300,
      },
      {
        id: 6,
        name: 'Backup',
        type: 'push',
        push_token: 'Ab3dEf6hIj',
        interval: 3600,
        maxretries: 1,
        retry_interval: 600,
      },
      { id: 7, name: 'Container', type: 'docker', docker_container: 'web', interval: 60 },
    ],
    notification: [
      {
        id: 1,
        name: 'My phone',
        is_default: 1,
        config: JSON.stringify({
          type: 'ntfy',
          name: 'My phone',
          ntfyserverurl: 'https://ntfy.sh',
          ntfytopic: 'topic-secret',
          ntfyPriority: 5,
          ntfyAuthenticationMethod: 'none',
        }),
      },
      { id: 2, name: 'Bark', config: JSON.stringify({ type: 'Bark', barkEndpoint: 'https://bark-secret' }) },
    ],
    monitor_notification: [
      { id: 1, monitor_id: 2, notification_id: 1 },
      { id: 2, monitor_id: 4, notification_id: 2 },
    ],
    tag: [{ id: 1, name: 'web site', color: '#fff' }],
    monitor_tag: [{ id: 1, monitor_id: 2, tag_id: 1, value: 'prod' }],
    status_page: [{ id: 1, slug: 'home', title: 'Home' }],
  }

  it('becomes checks and channels, with a sentence for what does not', async () => {
    const path = join(redis.home, 'kuma.db')
    makeKumaDatabase(path, rows)
    const { code, lines, stdout } = await intvlm8r(['import', path])
    expect(code).toBe(0)
    expect(lines).toEqual([
      '+ check "Nextcloud"',
      '+ check "Nextcloud (certificate)"',
      '+ check "NAS"',
      '+ check "Router"',
      '+ check "Name server"',
      '+ check "Backup"',
      '+ channel my-phone',
      '- Not taken over: channel "Bark": there are no channels for notifications of the type Bark',
      '- Not taken over: the token of "Backup": its clients need the address on the page of the check (/api/push/...)',
      '- Not taken over: monitor "Container": there is no probe for the type docker; probe = command in the INI can look at containers',
      '- Not taken over: groups: there are none here; their monitors have the name of the group as a tag',
      '- Not taken over: status pages: there is nothing of the kind to take it over to',
      '3 checks of these alert nobody: "NAS", "Name server", "Backup"',
      'Imported. Checks begin as new: probes look at once, others are watched from their next check-in on.',
    ])
    for (const secret of ['hunter2-secret', 'header-secret', 'topic-secret', 'bark-secret'])
      expect(stdout).not.toContain(secret)
    const made = await byName()
    expect(made.Nextcloud?.check).toMatchObject({
      probe: {
        kind: 'http',
        target: 'https://cloud.example.org/status.php',
        every: 120_000,
        timeout: 30_000,
        settings: {
          contains: '"installed":true',
          status: '200-299, 304',
          username: 'kuma',
          password: 'hunter2-secret',
          headers: 'X-Token: header-secret',
          redirects: '10',
        },
      },
      failuresBeforeAlert: 3,
      reminders: '1h',
      tags: ['web-site:prod', 'Home'],
      description: 'In the cellar',
      channels: ['my-phone'],
      origin: 'page',
    })
    expect(made['Nextcloud (certificate)']?.check.probe).toMatchObject({
      kind: 'tls',
      target: 'cloud.example.org',
      every: 86_400_000,
      settings: { days: '21' },
    })
    expect(made.NAS?.check.probe).toMatchObject({ kind: 'tcp', target: 'nas.lan:445' })
    expect(made.NAS?.state.status).toBe('paused')
    // It never was anything else: an import that is cut short leaves no active check behind.
    expect(await open.store.flips(made.NAS?.check.id ?? '')).toMatchObject([{ from: 'new', to: 'paused' }])
    expect((await open.store.get(made.NAS?.check.id ?? ''))?.version).toBe(`${made.NAS?.check.createdAt}`)
    expect(made.Router?.check.probe).toMatchObject({ kind: 'ping', target: '192.168.1.1', every: 20_000 })
    expect(made.Router).toMatchObject({ check: { channels: ['my-phone'] }, state: { status: 'new' } })
    expect(made['Name server']?.check.probe).toMatchObject({
      kind: 'dns',
      target: 'example.org',
      settings: { record: 'MX', resolver: '1.1.1.1' },
    })
    expect(made.Backup?.check).toMatchObject({
      schedule: { kind: 'period', period: 3_600_000 },
      grace: 601_000,
    })
    expect(await channels()).toMatchObject({
      'my-phone': { kind: 'ntfy', settings: { topic: 'topic-secret', priority: '5' }, default: true },
    })
  })

  it('changes nothing a second time, also where the owner has changed a check since', async () => {
    const path = join(redis.home, 'second.db')
    makeKumaDatabase(join(redis.home, 'first.db'), rows)
    makeKumaDatabase(path, rows)
    await intvlm8r(['import', join(redis.home, 'first.db')])
    const before = await byName()
    const again = await intvlm8r(['import', path])
    expect(again.lines.filter(line => /^[+=]/.test(line))).toEqual([])
    expect(again.lines.at(-1)).toBe(NO_CHANGE)
    await open.store.update(before.NAS?.check.id ?? '', { name: 'The NAS' }, Date.now())
    const third = await intvlm8r(['import', path])
    expect(third.lines.filter(line => /^[+=]/.test(line))).toEqual(['= check "The NAS" stays as it is here'])
    expect(Object.keys(await byName()).sort()).toEqual(
      Object.keys(before)
        .map(name => (name === 'NAS' ? 'The NAS' : name))
        .sort(),
    )
  })

  it('is read while Uptime Kuma runs, and nothing is written beside it', async () => {
    makeKumaDatabase(join(redis.home, 'live.db'), { monitor: rows.monitor.slice(3, 4) }, true)
    const before = (await readdir(redis.home)).filter(name => name.startsWith('live'))
    expect(before).toContain('live.db-wal')
    const { lines } = await intvlm8r(['import', 'live.db', '--dry-run'])
    expect(lines[0]).toBe('+ check "Router"')
    expect(lines.at(-1)).toBe('Nothing was changed: without --dry-run, the lines with + are imported.')
    expect((await readdir(redis.home)).filter(name => name.startsWith('live'))).toEqual(before)
    expect(await byName()).toEqual({})
  })

  it('is refused in a sentence where it is another database, or damaged', async () => {
    const { code, stderr } = await intvlm8r([
      'import',
      await file('broken.db', `SQLite format 3\0${'x'.repeat(2_000)}`),
    ])
    expect(code).toBe(1)
    expect(stderr).toMatch(/broken\.db cannot be read: .*; stop Uptime Kuma, and try again/)
  })
})

describe('a backup of Uptime Kuma 1', () => {
  it('becomes checks and channels', async () => {
    const path = await file('Uptime_Kuma_Backup.json', {
      version: '1.23.16',
      notificationList: [
        {
          id: 1,
          name: 'Mail',
          active: true,
          userId: 1,
          isDefault: false,
          config: JSON.stringify({
            type: 'smtp',
            name: 'Mail',
            smtpHost: 'smtp.example.org',
            smtpPort: 465,
            smtpSecure: true,
            smtpUsername: 'me@example.org',
            smtpPassword: 'mail-secret',
            smtpFrom: 'Kuma <me@example.org>',
            smtpTo: 'me@example.org',
          }),
        },
      ],
      monitorList: [
        {
          id: 1,
          name: 'API',
          url: 'http://api.lan/health',
          method: 'POST',
          body: '{"ask": 1}',
          type: 'json-query',
          interval: 60,
          retryInterval: 60,
          resendInterval: 0,
          maxretries: 0,
          active: true,
          jsonPath: 'data.state',
          expectedValue: 'ready',
          accepted_statuscodes: ['200'],
          maxredirects: 0,
          notificationIDList: { 1: true },
          tags: [{ tag_id: 1, monitor_id: 1, value: '', name: 'lan', color: '#000' }],
        },
        {
          id: 2,
          name: 'Must be off',
          url: 'http://old.lan/',
          type: 'http',
          interval: 60,
          upsideDown: true,
          active: true,
          notificationIDList: {},
          tags: [],
        },
        {
          id: 3,
          name: 'No errors',
          url: 'http://app.lan/',
          type: 'keyword',
          keyword: 'Error (500)',
          invertKeyword: true,
          interval: 60,
          maxretries: 0,
          active: true,
          accepted_statuscodes: ['200-299'],
          maxredirects: 10,
          notificationIDList: { 1: true },
          tags: [],
        },
      ],
      proxyList: [],
    })
    const { code, lines } = await intvlm8r(['import', path])
    expect(code).toBe(0)
    expect(lines).toEqual([
      '+ check "API"',
      '+ check "No errors"',
      '+ channel mail',
      '- Not taken over: monitor "Must be off": it is upside down, and a check here cannot be well because something fails',
      'Imported. Checks begin as new: probes look at once, others are watched from their next check-in on.',
    ])
    const made = await byName()
    expect(made.API?.check).toMatchObject({
      channels: ['mail'],
      tags: ['lan'],
      reminders: 'change',
      probe: {
        kind: 'http',
        settings: {
          json: '$.data.state == ready',
          method: 'POST',
          body: '{"ask": 1}',
          status: '200',
          redirects: '0',
        },
      },
    })
    expect(made['No errors']?.check.probe?.settings.matches).toBe('/^(?![\\s\\S]*Error \\(500\\))/')
    expect(await channels()).toMatchObject({
      mail: {
        kind: 'email',
        settings: {
          to: 'me@example.org',
          from: 'Kuma <me@example.org>',
          host: 'smtp.example.org',
          port: '465',
          security: 'tls',
          username: 'me@example.org',
          password: 'mail-secret',
        },
      },
    })
  })
})

const GATUS = `
alerting:
  ntfy:
    topic: "\${TOPIC}"
    priority: 4
    default-alert:
      failure-threshold: 5
      send-on-resolved: true
  zulip:
    bot-email: bot@example.org
endpoints:
  - name: website
    group: core
    url: "https://example.org/health"
    interval: 5m
    client:
      timeout: 20s
    conditions:
      - "[STATUS] == 200"
      - "[BODY].status == UP"
      - "[RESPONSE_TIME] < 300"
      - "[CERTIFICATE_EXPIRATION] > 240h"
      - "[IP] == 192.0.2.1"
    alerts:
      - type: ntfy
        description: "the website is ill"
  - name: resolver
    url: "8.8.8.8"
    dns:
      query-name: "example.com"
      query-type: "A"
    conditions:
      - "[BODY] == 93.184.216.34"
      - "[DNS_RCODE] == NOERROR"
  - name: mail
    url: "starttls://smtp.example.org:587"
    conditions:
      - "[CONNECTED] == true"
      - "[CERTIFICATE_EXPIRATION] > 48h"
  - name: ping
    enabled: false
    url: "icmp://example.org"
    conditions: ["[CONNECTED] == true"]
  - name: db
    url: "tcp://127.0.0.1:5432"
    conditions: ["[CONNECTED] == true"]
  - name: shell
    url: "ssh://example.org:22"
    conditions: ["[CONNECTED] == true"]
external-endpoints:
  - name: job
    token: "token-secret"
    heartbeat:
      interval: 30m
`

describe('a configuration of Gatus', () => {
  it('may be a folder, whose files are merged as Gatus merges them', async () => {
    await file(
      'gatus/a.yaml',
      'alerting:\n  ntfy: { topic: mine }\nendpoints:\n  - { name: one, url: "tcp://a:1" }\n',
    )
    await file('gatus/more/b.yml', 'endpoints:\n  - { name: two, url: "tcp://b:2" }\n')
    await file('gatus/c.yaml', '# nothing yet\n')
    const path = await file('gatus/README.md', 'endpoints: none\n')
    const { code, lines } = await intvlm8r(['import', dirname(path), '--dry-run'])
    expect(lines).toEqual(expect.arrayContaining(['+ check "one"', '+ check "two"', '+ channel ntfy']))
    expect(code).toBe(0)
  })

  it('in a folder has a fault where two files have the same value, or none is YAML', async () => {
    await file('twice/a.yaml', 'web: { port: 1 }\nendpoints: []\n')
    const path = await file('twice/b.yaml', 'web: { port: 2 }\n')
    const refused = await intvlm8r(['import', dirname(path)])
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('one value stands in two of them')
    const none = await file('none/a.txt', 'x')
    expect((await intvlm8r(['import', dirname(none)])).stderr).toContain('is a folder without YAML files')
  })

  it('becomes checks and channels, with the variables of the environment', async () => {
    const path = await file('config.yaml', GATUS)
    const { code, lines, stdout } = await intvlm8r(['import', path], { env: { TOPIC: 'topic-secret' } })
    expect(code).toBe(0)
    expect(lines).toEqual([
      '+ check "website"',
      '+ check "website (certificate)"',
      '+ check "resolver"',
      '+ check "mail"',
      '+ check "ping"',
      '+ check "db"',
      '+ check "job"',
      '+ channel ntfy',
      '- Not taken over: alerting by zulip: there are no channels of the kind here',
      '- Not taken over: a condition of "website": no setting of a http probe says [IP] == 192.0.2.1',
      '- Not taken over: endpoint "shell": there is no probe for ssh://',
      '- Not taken over: the token of "job": its clients need the address on the page of the check (/ping/...)',
      '5 checks of these alert nobody: "resolver", "mail", "ping", "db", "job"',
      'Imported. Checks begin as new: probes look at once, others are watched from their next check-in on.',
    ])
    expect(stdout).not.toContain('secret')
    const made = await byName()
    expect(made.website?.check).toMatchObject({
      tags: ['core'],
      description: 'the website is ill',
      failuresBeforeAlert: 5,
      recovery: true,
      channels: ['ntfy'],
      probe: {
        kind: 'http',
        every: 300_000,
        timeout: 20_000,
        settings: { status: '200', json: '$.status == UP', slow: '300ms' },
      },
    })
    expect(made['website (certificate)']?.check.probe?.settings).toEqual({ days: '10' })
    expect(made.resolver?.check.probe).toMatchObject({
      kind: 'dns',
      target: 'example.com',
      settings: { resolver: '8.8.8.8', expect: '93.184.216.34' },
    })
    expect(made.mail?.check.probe).toMatchObject({
      kind: 'tls',
      target: 'smtp.example.org:587',
      settings: { starttls: 'smtp', days: '2' },
    })
    expect(made.ping?.state.status).toBe('paused')
    expect(made.db?.check.probe).toMatchObject({ kind: 'tcp', target: '127.0.0.1:5432' })
    expect(made.job?.check.schedule).toEqual({ kind: 'period', period: 1_800_000 })
    expect(await channels()).toMatchObject({ ntfy: { settings: { topic: 'topic-secret' } } })
  })

  it('names a variable that is not set, and changes nothing a second time', async () => {
    const path = await file('config.yaml', GATUS)
    const { lines } = await intvlm8r(['import', path])
    expect(lines).toContain(
      '- Not taken over: the variable TOPIC: it is not set here; type TOPIC=... in front of the command',
    )
    expect(await channels()).toEqual({})
    const again = await intvlm8r(['import', '-'], { input: GATUS })
    expect(again.lines.filter(line => /^[+=]/.test(line))).toEqual([])
    expect(again.lines.at(-1)).toBe(NO_CHANGE)
  })

  it('is refused in a sentence where it is no YAML', async () => {
    const { code, stderr } = await intvlm8r(['import', await file('bad.yaml', 'endpoints:\n  - name: [a\n')])
    expect(code).toBe(1)
    expect(stderr).toContain('bad.yaml is no YAML: ')
  })
})

const UUID = 'f618072a-7bde-4eee-af63-71a77c5723bc'
const HEALTHCHECKS = {
  checks: [
    {
      name: 'Nightly backup',
      slug: 'nightly-backup',
      tags: 'prod www',
      desc: 'Runs at night',
      grace: 1800,
      n_pings: 7,
      status: 'up',
      started: false,
      last_ping: '2026-11-01T02:30:00+00:00',
      next_ping: '2026-11-02T02:30:00+00:00',
      manual_resume: true,
      methods: 'POST',
      subject: '',
      subject_fail: 'FAILED',
      start_kw: '',
      success_kw: 'done',
      failure_kw: 'FAILED',
      filter_subject: true,
      filter_body: false,
      filter_http_body: false,
      filter_default_fail: true,
      uuid: UUID,
      ping_url: `https://hc-ping.com/${UUID}`,
      update_url: `https://healthchecks.io/api/v3/checks/${UUID}`,
      pause_url: `https://healthchecks.io/api/v3/checks/${UUID}/pause`,
      channels: '4ec5a071-2d08-4baa-898a-eb4eb3cd6941',
      schedule: '30 2 * * *',
      tz: 'Europe/Berlin',
    },
    {
      name: 'Heating',
      slug: '',
      tags: '',
      desc: '',
      grace: 60,
      n_pings: 0,
      status: 'paused',
      manual_resume: false,
      methods: '',
      uuid: '803f680d-e89b-492b-82ef-2be7b774a92d',
      ping_url: 'https://hc-ping.com/803f680d-e89b-492b-82ef-2be7b774a92d',
      channels: '',
      timeout: 300,
    },
  ],
}
const INTEGRATIONS = {
  channels: [
    { id: '4ec5a071-2d08-4baa-898a-eb4eb3cd6941', name: 'Phone', kind: 'po' },
    { id: '746a083e-f542-4554-be1a-707ce16d3acc', name: 'Mail', kind: 'email' },
  ],
}

describe('checks of Healthchecks', () => {
  const taken = async () => {
    const made = await byName()
    expect(made['Nightly backup']?.check).toMatchObject({
      id: UUID,
      slug: 'nightly-backup',
      tags: ['prod', 'www'],
      description: 'Runs at night',
      schedule: { kind: 'cron', expression: '30 2 * * *', zone: 'Europe/Berlin' },
      grace: 1_800_000,
      resume: 'manual',
      methods: 'post',
      mailSuccess: 'done',
      mailFail: 'FAILED',
      mailWordsIn: 'subject',
      mailOther: 'fail',
    })
    expect(made.Heating?.check).toMatchObject({
      id: '803f680d-e89b-492b-82ef-2be7b774a92d',
      schedule: { kind: 'period', period: 300_000 },
      grace: 60_000,
      channels: [],
    })
    expect(made.Heating?.state.status).toBe('paused')
    return made
  }

  it('come from a file of its API with their UUIDs', async () => {
    const path = await file('healthchecks.json', HEALTHCHECKS)
    const { code, lines } = await intvlm8r(['import', path])
    expect(code).toBe(0)
    expect(lines.slice(0, 2)).toEqual(['+ check "Nightly backup"', '+ check "Heating"'])
    await taken()
    expect((await intvlm8r(['import', path])).lines.at(-1)).toBe(NO_CHANGE)
  })

  it('come from the server by its API, of the newest version that it has, with a key from a file', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      const isOld = request.url?.startsWith('/hc/api/v3/')
      response.statusCode = isOld ? 404 : request.headers['x-api-key'] === 'key-secret' ? 200 : 401
      response.end(JSON.stringify(request.url?.endsWith('/channels/') ? INTEGRATIONS : HEALTHCHECKS))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hc`
    try {
      await writeFile(
        join(redis.home, 'intvlm8r.ini'),
        '[Monitoring]\nheartbeatfrequency = Off\n[channel.phone]\nkind = ntfy\ntopic = own\n',
      )
      const key = await file('api-key', 'key-secret\n')
      const { code, lines, stdout, stderr } = await intvlm8r(['import', address, '--key', key])
      expect(stderr).toBe('')
      expect(code).toBe(0)
      expect(lines).toEqual([
        '+ check "Nightly backup"',
        '+ check "Heating"',
        '- Not taken over: channel "Mail": Healthchecks does not give away the settings of channels (email); make one of that name here first, and its checks alert by it',
        '1 check of these alert nobody: "Heating"',
        'Imported. Checks begin as new: probes look at once, others are watched from their next check-in on.',
      ])
      expect(asked).toEqual(['/hc/api/v3/checks/', '/hc/api/v2/checks/', '/hc/api/v2/channels/'])
      expect(stdout).not.toContain('secret')
      expect((await taken())['Nightly backup']?.check.channels).toEqual(['phone'])
      const wrong = await intvlm8r(['import', `${address}/`, '--key', '-'], { input: 'other' })
      expect(wrong).toMatchObject({ code: 1, stdout: '' })
      expect(wrong.stderr).toMatch(/127\.0\.0\.1:\d+ does not take this API key/)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('are not fetched from an address with a backslash, which would be another one than is written', async () => {
    const { code, stderr } = await intvlm8r(['import', 'http://127.0.0.1:1\\hc'])
    expect([code, stderr]).toEqual([
      2,
      'intvlm8r: that address cannot be used. Use slashes (/) instead of backslashes (\\).\n',
    ])
  })

  it('have new addresses where the list was read with a read-only key', async () => {
    const {
      uuid: _uuid,
      ping_url: _ping,
      update_url: _update,
      pause_url: _pause,
      channels: _channels,
      ...readOnly
    } = HEALTHCHECKS.checks[0] ?? {}
    const path = await file('read-only.json', [
      { ...readOnly, unique_key: 'a6c7b0a8a66bed0df66abfdab3c77736861703ee' },
    ])
    const { lines } = await intvlm8r(['import', path])
    expect(lines).toContain(
      '- Not taken over: the addresses of check-ins: the list was read with a read-only key and has none; with a full key they keep their UUIDs',
    )
    expect(Object.keys(await byName())).toEqual(['Nightly backup'])
    expect((await intvlm8r(['import', path])).lines.at(-1)).toBe(NO_CHANGE)
  })
})

describe('a file with nothing to take over', () => {
  it.each([
    ['kuma.json', '{"monitorList": "x"}', 'kuma.json cannot be read: monitorList is no list of entries'],
    ['kuma.json', '{"monitorList": [7]}', 'kuma.json cannot be read: monitorList is no list of entries'],
    ['kuma.json', '{"monitorList": []}', 'there is no check and no channel in it that can be taken over'],
    ['gatus.yaml', 'endpoints: 7\n', 'gatus.yaml cannot be read: endpoints is no list of entries'],
    ['gatus.yaml', 'alerting:\n', 'there is no check and no channel in it that can be taken over'],
    ['hc.json', '{"checks": {"ping_url": 1}}', 'hc.json cannot be read: checks is no list of entries'],
    ['hc.json', '{"ping_url": 1}', 'there is no check and no channel in it that can be taken over'],
  ])('is refused, and not called taken over already: %s, %s', async (name, content, reason) => {
    const { code, stdout, stderr } = await intvlm8r(['import', await file(name, content)])
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `intvlm8r: ${reason.replace(name, join(redis.home, name))}\n`,
    })
  })

  it('is refused where it is no file, which might have no end', async () => {
    const { code, stderr } = await intvlm8r(['import', '/dev/zero'])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'intvlm8r: /dev/zero is no file; - is standard input\n',
    })
  })
})
