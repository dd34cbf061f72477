/** `intvlm8r export --ini`, `apply` and `checks discover`, as in a shell. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { allChecks } from '../support/all-checks'
import { startRedis, type TestRedis } from '../support/redis'
import { type OpenStore, openStore, plan } from '../support/watch'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

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

async function intvlm8r(args: readonly string[], input = '', env = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, USER: 'root', ...env },
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

const byName = async () =>
  Object.fromEntries((await allChecks(open.store)).map(({ check, state }) => [check.name, { check, state }]))

const WANTED = `
[channel.phone]
kind = ntfy
topic = topic-secret

[check.backup]
name = Backup of the NAS
cron = 30 2 * * 1-5
timezone = Europe/Berlin
grace = 2h
tags = nas, nightly
channels = phone

[check.website]
probe = http https://example.org/health
every = 1m
bearer = bearer-secret
`

describe('apply', () => {
  it('makes what a file says after showing it, without secrets, and a second time changes nothing', async () => {
    const { code, lines, stdout } = await intvlm8r(['apply', '-', '--yes'], WANTED)
    expect(stdout).not.toContain('secret\n')
    expect(lines).toEqual([
      '+ channel phone',
      '    kind = ntfy',
      '    topic = (a secret)',
      '+ check "Backup of the NAS"',
      '    name = Backup of the NAS',
      '    tags = nas nightly',
      '    cron = 30 2 * * 1-5',
      '    timezone = Europe/Berlin',
      '    grace = 2h',
      '    channels = phone',
      '+ check "website"',
      '    name = website',
      '    probe = http https://example.org/health',
      '    every = 1m',
      '    bearer = (a secret)',
      '    channels = none',
      'Applied: 2 checks made, 1 other part changed.',
    ])
    expect(code).toBe(0)
    expect((await byName())['Backup of the NAS']?.check).toMatchObject({
      origin: 'page',
      grace: 7_200_000,
      channels: ['phone'],
    })
    const again = await intvlm8r(['apply', '-', '--yes'], WANTED)
    expect(again).toMatchObject({ code: 0, stdout: 'Everything is as - says.\n' })
  })

  it('shows what changes, keeps the id, and leaves what the file does not name without --prune', async () => {
    await intvlm8r(['apply', '-', '--yes'], WANTED)
    const { id } = (await byName())['Backup of the NAS']?.check ?? {}
    const next = WANTED.replace('grace = 2h', 'grace = 3h').replace(/\[check\.website\][\s\S]*$/, '')
    const { code, lines } = await intvlm8r(['apply', '-', '--yes'], next)
    expect(code).toBe(0)
    expect(lines).toEqual([
      '~ check "Backup of the NAS"',
      '    grace: 2h -> 3h',
      '? check "website" is not in -; it stays without --prune',
      'Applied: 1 check changed.',
    ])
    expect((await byName())['Backup of the NAS']?.check).toMatchObject({ id, grace: 10_800_000 })
    const pruned = await intvlm8r(['apply', '-', '--yes', '--prune'], next)
    expect(pruned.lines).toEqual(['- check "website"', 'Applied: 1 check removed.'])
    expect(Object.keys(await byName())).toEqual(['Backup of the NAS'])
  })

  it('removes no gate of the heartbeat, also with --prune, and names it', async () => {
    await intvlm8r(['apply', '-', '--yes'], WANTED)
    await writeFile(
      join(redis.home, 'intvlm8r.ini'),
      '[Monitoring]\nheartbeatfrequency = Off\nheartbeatgates = website\n',
    )
    const next = '[channel.phone]\nkind = ntfy\ntopic = topic-secret\n'
    const pruned = await intvlm8r(['apply', '-', '--yes', '--prune'], next)
    expect(pruned.lines).toEqual([
      '- check "Backup of the NAS"',
      '? check "website", a gate of the heartbeat is not in -, and stays',
      'Applied: 1 check removed.',
    ])
    expect(Object.keys(await byName())).toEqual(['website'])
  })

  it('changes nothing with --dry-run, and without a terminal unless --yes is given', async () => {
    const trial = await intvlm8r(['apply', '-', '--dry-run'], WANTED)
    expect(trial.lines.at(-1)).toBe('Nothing was changed.')
    const unasked = await intvlm8r(['apply', '-'], WANTED)
    expect(unasked.code).toBe(2)
    expect(unasked.stderr).toContain('nobody can be asked here; add --yes to apply this')
    expect(await byName()).toEqual({})
  })

  it('names every fault, and then applies nothing', async () => {
    const { code, lines, stderr } = await intvlm8r(
      ['apply', '-', '--yes'],
      '[check.a]\nperiod = soon\n[check.b]\nperiod = 1h\nchanels = phone\n',
    )
    expect(code).toBe(1)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe('[check.a] period: "soon" is not a span of time such as 90s, 5m, 1h30m or 2d')
    expect(stderr).toContain('nothing was applied; mend these faults first')
    const unknown = await intvlm8r(['apply', '-', '--yes'], '[check.a]\nperiod = 1h\nchannels = pager\n')
    expect(unknown.lines).toEqual(['check "a": channels there is no channel "pager"; there are: none'])
    const program = await intvlm8r(['apply', '-', '--yes'], '[check.a]\nprobe = command /bin/true\n')
    expect(program.lines).toEqual(['check "a": probe command runs programs, and only the INI may do that'])
    expect(await byName()).toEqual({})
  })

  it('says so where a part stands in the INI of the machine otherwise', async () => {
    await writeFile(
      join(redis.home, 'intvlm8r.ini'),
      '[Monitoring]\nheartbeatfrequency = Off\n[check.own]\nperiod = 1h\n',
    )
    const same = await intvlm8r(['apply', '-', '--yes'], '[check.own]\nperiod = 1h\n')
    expect(same).toMatchObject({ code: 0, stdout: 'Everything is as - says.\n' })
    const other = await intvlm8r(['apply', '-', '--yes'], '[check.own]\nperiod = 2h\n')
    expect(other.code).toBe(1)
    expect(other.lines[0]).toBe('! [check.own] stands in the INI of this machine, and is changed there')
  })
})

describe('export --ini', () => {
  it('writes for its owner alone what apply takes without a change, also on an empty machine', async () => {
    await writeFile(
      join(redis.home, 'intvlm8r.ini'),
      '[Monitoring]\nheartbeatfrequency = Off\n[check.own]\nperiod = 1h ; hourly\n',
    )
    await intvlm8r(['apply', '-', '--yes'], WANTED)
    const tls = await open.store.create(
      (await import('../support/watch')).plan('Certificate (home)', {
        description: 'two\nlines',
        probe: {
          kind: 'tls',
          target: 'example.org',
          every: 86_400_000,
          settings: { name: 'www.example.org' },
        },
      }),
      'page',
      Date.now(),
    )
    const { code, stderr } = await intvlm8r(['export', 'all.ini', '--ini'])
    expect(code).toBe(0)
    expect(stderr).toContain('An INI cannot hold the description of "Certificate (home)"; apply keeps it.')
    const path = join(redis.home, 'all.ini')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const text = await readFile(path, 'utf8')
    expect(text).toContain('[check.own]\nperiod = 1h ; hourly\n')
    expect(text).toContain('bearer = bearer-secret')
    const before = await byName()
    const same = await intvlm8r(['apply', 'all.ini', '--yes', '--prune'])
    expect(same).toMatchObject({ code: 0, stdout: 'Everything is as all.ini says.\n' })
    expect((await byName())['Certificate (home)']?.check.description).toBe('two\nlines')
    await open.connection.flushall()
    expect((await intvlm8r(['apply', 'all.ini', '--yes'])).code).toBe(0)
    const after = await byName()
    const id = before['Backup of the NAS']?.check.id
    expect(after['Backup of the NAS']?.check.id).toBe(id)
    expect((await allChecks(open.store)).map(({ check }) => check.id)).toContain(tls.check.id)
  })
})

const CRONTAB = `# m h  dom mon dow   command
SHELL=/bin/bash
# Nightly backup
30 2 * * 1-5 /usr/local/bin/backup.sh --all
*/5 *\t* * *  cd /srv && ./poll "it's" | mail -s \\%done root
@daily python3 /opt/report.py secret-argument
@reboot /usr/local/bin/at-boot
0 4 * * * cat > /tmp/x%one%two
15 3 * * * intvlm8r run other -- /bin/true
61 * * * * /bin/never
`

describe('checks discover', () => {
  it('makes a check for each line, and prints the lines with intvlm8r run in front', async () => {
    const { code, stdout, stderr } = await intvlm8r(['checks', 'discover'], CRONTAB)
    expect(code).toBe(0)
    const made = await byName()
    expect(Object.keys(made).sort()).toEqual(['backup', 'cat', 'poll', 'report'])
    const id = (name: string) => made[name]?.check.id
    expect(stdout).toBe(`# m h  dom mon dow   command
SHELL=/bin/bash
# Nightly backup
30 2 * * 1-5 intvlm8r run ${id('backup')} -- /usr/local/bin/backup.sh --all
*/5 *\t* * *  intvlm8r run ${id('poll')} -- /bin/bash -c 'cd /srv && ./poll "it'\\''s" | mail -s \\%done root'
@daily intvlm8r run ${id('report')} -- python3 /opt/report.py secret-argument
@reboot /usr/local/bin/at-boot
0 4 * * * intvlm8r run ${id('cat')} -- /bin/bash -c 'cat > /tmp/x'%one%two
15 3 * * * intvlm8r run other -- /bin/true
61 * * * * /bin/never
`)
    expect(stderr).toContain('line 7: it runs at each boot')
    expect(stderr).toContain('- Left as it is: check "never": ')
    expect(stderr).not.toContain('secret-argument')
    expect(made.backup?.check).toMatchObject({
      description: 'Nightly backup',
      tags: ['cron'],
      schedule: { kind: 'cron', expression: '30 2 * * 1-5', zone: '' },
    })
    expect(made.poll?.check.schedule).toMatchObject({ expression: '*/5 * * * *' })
  })

  it('makes nothing new a second time, neither of the old lines nor of the new', async () => {
    const first = await intvlm8r(['checks', 'discover'], CRONTAB)
    const before = Object.keys(await byName())
    const again = await intvlm8r(['checks', 'discover'], CRONTAB)
    expect(again.stdout).toBe(first.stdout)
    expect(again.stderr).toContain('There is no further line for which a check can be made.')
    expect(again.stderr).not.toContain('There is no line without a check.')
    expect((await intvlm8r(['checks', 'discover'], first.stdout)).stdout).toBe(first.stdout)
    expect(Object.keys(await byName())).toEqual(before)
  })

  it('leaves the slug of a check that is here to that check alone', async () => {
    const { check } = await open.store.create(plan('Backup', { slug: 'backup' }), 'page', Date.now())
    const { stderr } = await intvlm8r(['checks', 'discover'], '0 1 * * * /usr/local/bin/backup\n')
    expect(stderr).toContain('+ check "backup", with the slug backup-2, since backup is taken here')
    expect((await open.store.findBySlug('backup')).map(found => found.check.id)).toEqual([check.id])
  })

  it('makes another check for a command that has one already, at another time', async () => {
    const first = await intvlm8r(['checks', 'discover'], '0 1 * * * /bin/backup\n')
    const { stdout } = await intvlm8r(['checks', 'discover'], `${first.stdout}0 13 * * * /bin/backup\n`)
    const made = (await allChecks(open.store)).map(({ check }) => check)
    const at = (expression: string) =>
      made.find(({ schedule }) => schedule.kind === 'cron' && schedule.expression === expression)?.id
    expect(stdout).toBe(
      `0 1 * * * intvlm8r run ${at('0 1 * * *')} -- /bin/backup\n0 13 * * * intvlm8r run ${at('0 13 * * *')} -- /bin/backup\n`,
    )
    expect(made).toHaveLength(2)
  })

  it('names a check whose line has another schedule now', async () => {
    const words = '! check "backup" has another schedule than its line; change it on its page'
    const first = await intvlm8r(['checks', 'discover'], '0 1 * * * /bin/backup\n')
    expect(first.stderr).not.toContain(words)
    expect((await intvlm8r(['checks', 'discover'], '0 1 * * * /bin/backup\n')).stderr).not.toContain(words)
    expect((await intvlm8r(['checks', 'discover'], '0 3 * * * /bin/backup\n')).stderr).toContain(words)
  })

  it('calls no line checked that it could not understand', async () => {
    const none = await intvlm8r(['checks', 'discover'], 'endpoints: 7\n')
    expect(none.stderr).toBe(
      '- Left as it is: line 1: it is no line of a crontab that can be understood\nThere is no further line for which a check can be made.\n',
    )
    expect((await intvlm8r(['checks', 'discover'], '# nothing\n')).stderr).toBe(
      'There is no line without a check.\n',
    )
  })

  it('gives users an address, since only root may open the files of the appliance', async () => {
    const { stdout } = await intvlm8r(['checks', 'discover', '--dry-run'], '0 1 * * * /bin/job\n', {
      SUDO_USER: 'pi',
    })
    expect(stdout).toMatch(
      /^0 1 \* \* \* intvlm8r run http:\/\/127\.0\.0\.1:8080\/ping\/[\da-f-]{36} -- \/bin\/job\n$/,
    )
    expect(await byName()).toEqual({})
  })
})
