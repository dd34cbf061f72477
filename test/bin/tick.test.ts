import { execFile } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakedClock } from '../support/faketime'

/** The compiled tick, run as the timer runs it, at a time of the test's choice. */
interface Ran {
  readonly code: number
  readonly output: string
}

const TICK = join(import.meta.dirname, '../../dist/bin/tick.js')
const URL_LINE = 'heartbeaturl = https://nosnch.in/0123456789\n'
const TAKEN = { status: 202, body: '{"job":"slot-1","slot":"1","status":"queued"}' }

let home: string
let answer: { status: number; body: string }
let asked: string[]
let slots: string[]
/** The secrets in the header of the tick. */
let shown: unknown[]
let boots: string[]
let web: ReturnType<typeof createServer>
let port: number

/** A tick whose web app never answers: it waits its eight seconds while the other ticks run. */
let unanswered: Promise<Ran>

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-tick-'))
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const web = `[Web]\nport = ${(mute.address() as AddressInfo).port}\n`
  await writeFile(join(folder, 'intvlm8r.ini'), `[Monitoring]\nheartbeatfrequency = 10\n${URL_LINE}${web}`)
  unanswered = tick('2026-11-20 10:00:00', { env: { INTVLM8R_HOME: folder } })
  return async () => {
    mute.closeAllConnections()
    mute.close()
    await rm(folder, { recursive: true })
  }
})

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-tick-'))
  answer = TAKEN
  asked = []
  slots = []
  shown = []
  boots = []
  web = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://web')
    asked.push(`${pathname}?for=${searchParams.get('for')}`)
    boots.push(searchParams.get('boot') ?? '')
    shown.push(request.headers['x-intvlm8r-tick'])
    slots.push(searchParams.get('slot') ?? '')
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
  port = (web.address() as AddressInfo).port
  await ini('heartbeatfrequency = 10')
})

afterEach(async () => {
  web.closeAllConnections()
  web.close()
  await rm(home, { recursive: true, force: true })
})

async function ini(frequency: string, more = ''): Promise<void> {
  await writeFile(
    join(home, 'intvlm8r.ini'),
    `[Monitoring]\n${frequency}\n${URL_LINE}[Web]\nport = ${port}\n${more}`,
  )
}

function tick(
  time: string,
  {
    args = [] as string[],
    zone = 'UTC',
    env = {} as NodeJS.ProcessEnv,
    as = '',
    wrapper = [] as string[],
  } = {},
): Promise<Ran> {
  const node = [process.execPath, TICK, ...args]
  const user = as === '' ? [] : ['setpriv', `--reuid=${as}`, '--clear-groups']
  // The time is faked only from here on: libfaketime cannot open files that it made for another user.
  const clock = Object.entries(fakedClock(time)).map(([name, value]) => `${name}=${value}`)
  const [program = '', ...command] = [...wrapper, ...user, 'env', ...clock, ...node]
  return run(program, command, { TZ: zone, ...env })
}

function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise(resolve => {
    execFile(
      program,
      args,
      { env: { PATH: process.env.PATH, INTVLM8R_HOME: home, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
      },
    )
  })
}

const log = async (folder = home) => await readFile(join(folder, 'heartbeat.log'), 'utf8')

describe('the compiled tick', () => {
  it.each([
    ['on the minute', '2026-11-20 10:10:00', 'UTC'],
    ['four minutes late', '2026-11-20 10:14:30', 'UTC'],
    ['in the hour that comes twice', '2026-10-25 02:10:00', 'Europe/Berlin'],
    ['after the hour that is skipped', '2026-03-29 03:00:01', 'Europe/Berlin'],
    ['in a half-hour zone', '2026-11-20 10:30:05', 'Asia/Kolkata'],
  ])('asks for the heartbeat of a due slot: %s', async (_name, time, zone) => {
    const { code, output } = await tick(time, { zone })
    expect(output).toBe('heartbeat queued as slot-1: due every 10 minutes\n')
    expect(code).toBe(0)
    expect(asked).toEqual(['/heartbeat?for=due'])
  })

  it('asks for nothing between two due slots, and says when the next is', async () => {
    const { code, output } = await tick('2026-11-20 10:05:00')
    expect(output).toBe('nothing to do: not due, next at 10:10\n')
    expect(code).toBe(0)
    expect(asked).toEqual([])
  })

  it('asks for nothing when heartbeating is Off', async () => {
    await ini('heartbeatfrequency = Off')
    expect(await tick('2026-11-20 10:00:00')).toEqual({
      code: 0,
      output: 'nothing to do: heartbeating is Off\n',
    })
  })

  it('asks after boot whatever the minute is', async () => {
    expect((await tick('2026-11-20 10:07:00', { args: ['--boot'] })).code).toBe(0)
    expect(asked).toEqual(['/heartbeat?for=boot'])
  })

  it('names the boot after it: that of the kernel, or the one that it is given; a mere start has none', async () => {
    const kernel = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
    for (const args of [['--boot'], ['--boot=1234'], ['--start'], []])
      await tick('2026-11-20 10:10:00', { args })
    expect(boots).toEqual([kernel, '1234', '', ''])
    expect(asked).toEqual(['boot', 'boot', 'boot', 'due'].map(occasion => `/heartbeat?for=${occasion}`))
  })

  it('names its slot, so that a web app that stood still does not send the heartbeat late', async () => {
    await tick('2026-11-20 10:14:59')
    expect(slots).toEqual([String(Date.parse('2026-11-20T10:10:00Z') / 300_000)])
  })

  it('leaves one line, that of its last run', async () => {
    await tick('2026-11-20 10:00:03')
    await tick('2026-11-20 10:05:04')
    expect(await log()).toBe('2026/11/20 10:05:04 nothing to do: not due, next at 10:10\n')
  })

  it('leaves for the page what it did without a time of day, as the page is read in other zones', async () => {
    await tick('2026-11-20 10:05:04')
    const record = JSON.parse(await readFile(join(home, 'tick.json'), 'utf8'))
    expect(record.line).toBe('nothing to do: not due')
  })

  it('names the INI where only the web app could see its fault', async () => {
    answer = { status: 409, body: '{"error":"the INI has faults: [Network] cafile: x","organ":"ini"}' }
    await tick('2026-11-20 10:00:03')
    expect(JSON.parse(await readFile(join(home, 'tick.json'), 'utf8'))).toMatchObject({ end: 'ini' })
  })

  it('leaves the slots at which it stopped, with the reason, until after it works again', async () => {
    const slot = (clock: string) => Date.parse(`2026-11-20T${clock}:00Z`) / 300_000
    const stops = async () => JSON.parse(await readFile(join(home, 'tick.json'), 'utf8')).stops
    answer = { status: 503, body: '{"error":"Redis cannot be reached","organ":"redis"}' }
    await tick('2026-11-20 10:00:03')
    await tick('2026-11-20 10:05:04')
    await ini('heartbeatfrequency = 7')
    await tick('2026-11-20 10:10:02')
    await ini('heartbeatfrequency = 10')
    answer = TAKEN
    await tick('2026-11-20 10:15:02')
    expect(await stops()).toEqual([
      {
        from: slot('10:00'),
        to: slot('10:05'),
        reason: 'the web app answered 503: Redis cannot be reached',
      },
      { from: slot('10:10'), to: slot('10:10'), reason: expect.stringContaining('heartbeatfrequency') },
    ])
  })

  it('leaves it in the runtime folder where systemd gives one', async () => {
    const runtime = join(home, 'run')
    await mkdir(runtime)
    await tick('2026-11-20 10:00:03', { env: { RUNTIME_DIRECTORY: runtime } })
    expect(await log(runtime)).toContain('heartbeat queued')
    await expect(log()).rejects.toThrow('ENOENT')
  })

  it('still asks, and complains, when its line cannot be written', async () => {
    const { code, output } = await tick('2026-11-20 10:00:03', {
      env: { RUNTIME_DIRECTORY: join(home, 'nowhere') },
    })
    expect(output).toContain('heartbeat.log cannot be written')
    expect(code).toBe(0)
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['a full disk', ['sh', '-c', '"$@" >/dev/full', '-']],
    ['a closed pipe', ['sh', '-c', '"$@" | true', '-']],
  ])('does its work, and leaves its line, although its output goes to %s', async (_name, wrapper) => {
    expect((await tick('2026-11-20 10:00:03', { wrapper })).code).toBe(0)
    expect(asked).toHaveLength(1)
    expect(await log()).toContain('heartbeat queued')
  })

  it('leaves nothing half-written behind when its line cannot be written', async () => {
    await mkdir(join(home, 'heartbeat.log'))
    expect((await tick('2026-11-20 10:00:03')).output).toContain('heartbeat.log cannot be written')
    expect((await readdir(home)).filter(name => name.endsWith('.tmp'))).toEqual([])
  })

  it('shows the secret of the tick in its runtime folder', async () => {
    const secret = 'x'.repeat(43)
    await writeFile(join(home, 'tick-secret'), `${secret}\n`, { mode: 0o600 })
    await tick('2026-11-20 10:00:03')
    expect(shown).toEqual([secret])
  })

  it.each([
    ['no secret', async () => {}, /tick-secret'$/],
    ['a secret of another kind', (path: string) => writeFile(path, 'short'), /tick-secret holds no secret$/],
    ['a link', (path: string) => symlink(join(home, 'intvlm8r.ini'), path), /ELOOP/],
    ['a pipe', async (path: string) => void (await run('mkfifo', [path])), /is not a file/],
  ])('asks without one where there is %s, and says so when it is refused', async (_name, place, why) => {
    await place(join(home, 'tick-secret'))
    expect((await tick('2026-11-20 10:00:03')).output).toMatch(/queued/)
    answer = { status: 403, body: '{"error":"only the tick"}' }
    const { code, output } = await tick('2026-11-20 10:10:03')
    expect(code).toBe(1)
    expect(output).toContain('the tick cannot prove that it is one: ')
    expect(output.trim()).toMatch(why)
    expect(shown).toEqual([undefined, undefined])
  })

  it('sends on the following ticks what the web app did not take, until it does', async () => {
    await ini('heartbeatfrequency = 60')
    answer = { status: 503, body: '{"error":"Redis cannot be reached"}' }
    const failed = await tick('2026-11-20 10:00:00')
    expect(failed.code).toBe(1)
    expect(failed.output).toBe(
      'no heartbeat, although due every 60 minutes: the web app answered 503: Redis cannot be reached\n',
    )
    answer = TAKEN
    await tick('2026-11-20 10:05:00')
    await tick('2026-11-20 10:10:00')
    expect(asked).toEqual(['/heartbeat?for=due', '/heartbeat?for=catch-up'])
  })

  it('sends what is due although the last result cannot be read, and complains', async () => {
    await mkdir(join(home, 'hbresults.txt'))
    const { code, output } = await tick('2026-11-20 10:10:00')
    expect(output).toContain('hbresults.txt cannot be read')
    expect(code).toBe(0)
    expect(asked).toEqual(['/heartbeat?for=due'])
  })

  it('says in its record that it was Redis that took no heartbeat', async () => {
    answer = { status: 503, body: '{"error":"Redis cannot be reached","organ":"redis"}' }
    expect((await tick('2026-11-20 10:10:00')).code).toBe(1)
    expect(JSON.parse(await readFile(join(home, 'tick.json'), 'utf8'))).toMatchObject({ end: 'redis' })
  })

  it('tries a heartbeat that failed again, and not when catch-up is off', async () => {
    await writeFile(join(home, 'hbresults.txt'), '2026/11/20 10:00:14 (HTTP error 503)\n')
    await ini('heartbeatfrequency = 60\nheartbeatcatchup = off')
    await tick('2026-11-20 10:05:00')
    expect(asked).toEqual([])
    await ini('heartbeatfrequency = 60')
    await tick('2026-11-20 10:10:00')
    expect(asked).toEqual(['/heartbeat?for=catch-up'])
  })
})

describe('a tick whose web app', () => {
  it.each([
    [
      'refuses because of a fault',
      409,
      '{"error":"heartbeating is Off"}',
      'answered 409: heartbeating is Off',
    ],
    ['says more than a line', 503, '{"error":"no\\n\\u001b[31mway"}', 'answered 503: no [31mway\n'],
    ['is another program', 200, '<html>', 'answered 200: is another program on its port?'],
    ['takes it for a stranger', 403, '{"error":"on the appliance itself only"}', 'answered 403'],
    ['answers too much', 202, 'x'.repeat(100_000), 'its answer is too long'],
  ])('%s exits with 1 and says why', async (_name, status, body, reason) => {
    answer = { status, body }
    const { code, output } = await tick('2026-11-20 10:00:00')
    expect(code).toBe(1)
    expect(output).toContain(reason)
  })

  it('does not run exits with 1 and says that', async () => {
    web.close()
    const { code, output } = await tick('2026-11-20 10:00:00')
    expect(code).toBe(1)
    expect(output).toContain('does not run (connection refused)')
  })
})

describe('a tick whose connection is cut without an answer', () => {
  /** Cuts that many connections, as a web app does that is flooded; returns how many there were. */
  function cutting(times: number): () => number {
    let cut = 0
    web.prependListener('connection', socket => {
      if (cut < times) socket.destroy()
      cut++
    })
    return () => cut
  }

  it('requests its heartbeat again', async () => {
    const connections = cutting(3)
    const { code, output } = await tick('2026-11-20 10:00:00')
    expect({ code, output }).toEqual({
      code: 0,
      output: 'heartbeat queued as slot-1: due every 10 minutes\n',
    })
    expect(connections()).toBe(4)
  })

  it('exits with 1 and says why when all are', async () => {
    const connections = cutting(100)
    const { code, output } = await tick('2026-11-20 10:00:00')
    expect(code).toBe(1)
    expect(output).toMatch(/cannot be reached: (it hung up|read ECONNRESET|write EPIPE)/)
    expect(connections()).toBe(6)
  })
})

describe('a tick whose web app is away', () => {
  /** Answers in place of systemd, a state a call; the last one stays. */
  async function systemd(...states: string[]): Promise<NodeJS.ProcessEnv> {
    const programs = join(home, 'programs')
    await mkdir(programs)
    await writeFile(join(home, 'states'), `${states.join('\n')}\n`)
    const script = `#!/bin/sh
      echo "ActiveState=$(head -n 1 ${home}/states)"
      [ "$(wc -l < ${home}/states)" = 1 ] || sed -i 1d ${home}/states\n`
    await writeFile(join(programs, 'systemctl'), script, { mode: 0o755 })
    return { PATH: `${programs}:${process.env.PATH}` }
  }

  it.each(['activating', 'deactivating'])('since it is being started (%s) requests it again', async state => {
    const env = await systemd(state, 'activating', 'active')
    web.close()
    const ticking = tick('2026-11-20 10:00:03', { env })
    await new Promise(resolve => setTimeout(resolve, 1_000))
    web.listen(port, '127.0.0.1')
    expect(await ticking).toEqual({ code: 0, output: 'heartbeat queued as slot-1: due every 10 minutes\n' })
    expect(asked).toEqual(['/heartbeat?for=due'])
  })

  it('requests it some more times when it has just begun, and Redis is not there yet', async () => {
    const env = await systemd('activating', 'active')
    answer = { status: 503, body: '{"error":"Redis cannot be reached","organ":"redis"}' }
    const ticking = tick('2026-11-20 10:00:03', { env })
    await expect.poll(() => asked.length).toBe(2)
    answer = TAKEN
    expect((await ticking).code).toBe(0)
    expect(asked).toHaveLength(3)
  })

  it.each(['inactive', 'failed', 'active'])('does not wait for what is %s', async state => {
    const env = await systemd(state)
    answer = { status: 503, body: '{"error":"Redis cannot be reached","organ":"redis"}' }
    expect((await tick('2026-11-20 10:00:03', { env })).code).toBe(1)
    expect(asked).toHaveLength(1)
  })

  it('ends when its heartbeat could not end in its slot any more', async () => {
    const env = await systemd('activating')
    answer = { status: 503, body: '{"error":"Redis cannot be reached","organ":"redis"}' }
    expect((await tick('2026-11-20 10:04:13', { env })).code).toBe(1)
    expect(asked.length).toBeLessThan(5)
  })
})

describe('a tick whose INI', () => {
  const path = () => join(home, 'intvlm8r.ini')
  it.each<[string, () => Promise<void>, string]>([
    ['is missing', () => rm(path()), 'does not exist'],
    ['is empty', () => writeFile(path(), ''), '[Monitoring] heartbeatfrequency'],
    [
      'is a folder',
      async () => {
        await rm(path())
        await mkdir(path())
      },
      'is a folder',
    ],
    ['is binary junk', () => writeFile(path(), Buffer.from([0, 159, 146, 150, 0])), 'is not UTF-8 text'],
    ['is 1 MB long', () => writeFile(path(), '# long\n'.repeat(160_000)), 'larger than 1 MB'],
    ['has the frequency 7', () => ini('heartbeatfrequency = 7'), 'heartbeatfrequency: "7" is not one of'],
    [
      'has the frequency abc',
      () => ini('heartbeatfrequency = abc'),
      'heartbeatfrequency: "abc" is not one of',
    ],
    ['has the frequency -5', () => ini('heartbeatfrequency = -5'), 'heartbeatfrequency: "-5" is not one of'],
    ['has an empty frequency', () => ini('heartbeatfrequency ='), '[Monitoring] heartbeatfrequency'],
    ['has a key twice', () => ini('heartbeatfrequency = 5\nheartbeatfrequency = 10'), 'heartbeatfrequency'],
    ['has a section twice', () => ini('heartbeatfrequency = 5', '[Monitoring]\n'), '[Monitoring]'],
    [
      'has no URL',
      () => writeFile(path(), '[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl =\n'),
      '[Monitoring] heartbeaturl',
    ],
    [
      'has an FTP URL',
      () => writeFile(path(), '[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl = ftp://secret.example/\n'),
      '[Monitoring] heartbeaturl',
    ],
  ])(
    '%s sends nothing, exits with 1, says why, and goes on once it is mended',
    async (_name, spoil, reason) => {
      await spoil()
      const { code, output } = await tick('2026-11-20 10:00:00')
      expect(output).toContain(reason)
      expect(code).toBe(1)
      expect(asked).toEqual([])
      expect(await log()).toContain(reason)
      await rm(path(), { recursive: true, force: true })
      await ini('heartbeatfrequency = 60')
      await tick('2026-11-20 10:05:00')
      expect(asked).toEqual(['/heartbeat?for=catch-up'])
    },
  )

  it('may not be read says so', async () => {
    await chmod(home, 0o777)
    await chmod(path(), 0)
    const { code, output } = await tick('2026-11-20 10:00:00', {
      as: process.getuid?.() === 0 ? '65534' : '',
    })
    expect(output).toContain('may not be read by this user')
    expect(code).toBe(1)
  })
})

describe('a tick whose web app', () => {
  it('never answers is given up, and the tick exits with 1', async () => {
    const { code, output } = await unanswered
    expect(code).toBe(1)
    expect(output).toContain('did not answer within 8 s')
  })
})

describe('an idle tick', () => {
  /** Prints the files of ours that the tick has loaded, and its modules of Node. */
  const LISTED = `process.on('exit', () => {
    const files = Object.keys(require.cache).filter(file => file !== __filename)
    const modules = process.moduleLoadList.filter(name => /^NativeModule (net|http|crypto|fs.promises)$/.test(name))
    console.error(JSON.stringify({ files, modules }))
  })`

  async function loaded(time: string): Promise<{ files: string[]; modules: string[] }> {
    const hook = join(home, 'list.cjs')
    await writeFile(hook, LISTED)
    const { output } = await tick(time, { env: { NODE_OPTIONS: `--require ${hook}` } })
    const { files, modules } = JSON.parse(output.split('\n')[1] ?? '')
    return { files: files.map((file: string) => basename(file)), modules }
  }

  it('loads a program of less than 10 kB and none of its other parts, and a due one loads what requests', async () => {
    await tick('2026-11-20 10:00:00')
    expect(await loaded('2026-11-20 10:05:00')).toEqual({ files: ['tick.js'], modules: [] })
    expect((await stat(TICK)).size).toBeLessThan(10_000)
    const due = await loaded('2026-11-20 10:10:00')
    expect(due.files).toEqual(['tick.js', 'tick-request.js'])
    expect(due.modules).toContain('NativeModule net')
  })

  it('loads the check of the INI for a text that it has not checked', async () => {
    expect((await loaded('2026-11-20 10:05:00')).files).toEqual(['tick.js', 'tick-check-ini.js'])
    await ini('heartbeatfrequency = 20')
    expect((await loaded('2026-11-20 10:10:00')).files).toEqual(['tick.js', 'tick-check-ini.js'])
    expect((await loaded('2026-11-20 10:15:00')).files).toEqual(['tick.js'])
  })
})

describe('a tick whose INI was checked by the one before', () => {
  const path = () => join(home, 'intvlm8r.ini')
  const recorded = async () => JSON.parse(await readFile(join(home, 'tick.json'), 'utf8'))
  const record = async (changes: object) =>
    await writeFile(join(home, 'tick.json'), JSON.stringify({ ...(await recorded()), ...changes }))
  const NOT_DUE = 'nothing to do: not due, next at 10:10\n'
  const OFF = 'nothing to do: heartbeating is Off\n'

  beforeEach(async () => {
    await tick('2026-11-20 10:00:00')
    asked = []
  })

  it('takes from its record what it needs, and keeps that, but no URL', async () => {
    const { ini } = await recorded()
    expect(ini).toEqual({ mark: expect.any(String), frequency: 10, catchup: true, port })
    await record({ ini: { ...ini, frequency: 'Off' } })
    expect((await tick('2026-11-20 10:05:00')).output).toBe(OFF)
    expect((await tick('2026-11-20 10:05:00')).output).toBe(OFF)
  })

  it.each([
    ['in a key that a tick does not need', 'hostnames = nas', 'hostnames = n*s', '[Web] hostnames'],
    ['in a check', 'period = 10m', 'period = 10x', '[check.backup] period'],
    ['in a channel', 'kind = ntfy', 'kind = nfty', '[channel.phone] kind'],
  ])(
    'finds a fault %s, also where the file has its old length and time',
    async (_name, good, bad, reason) => {
      const more =
        'hostnames = nas\n[check.backup]\nperiod = 10m\n[channel.phone]\nkind = ntfy\nurl = https://ntfy.sh/x\n'
      await ini('heartbeatfrequency = 10', more)
      expect((await tick('2026-11-20 10:05:00')).output).toBe(NOT_DUE)
      const { atime, mtime } = await stat(path())
      await ini('heartbeatfrequency = 10', more.replace(good, bad))
      await utimes(path(), atime, mtime)
      for (const time of ['2026-11-20 10:10:00', '2026-11-20 10:15:00']) {
        const { code, output } = await tick(time)
        expect(output).toContain(`no heartbeat: ${reason}`)
        expect(code).toBe(1)
      }
      expect(asked).toEqual([])
      await ini('heartbeatfrequency = 10', more)
      await tick('2026-11-20 10:20:00')
      expect(asked).toEqual(['/heartbeat?for=due'])
    },
  )

  it('sends nothing once it is missing, and knows nothing of it any more', async () => {
    await rm(path())
    expect((await tick('2026-11-20 10:10:00')).output).toContain('does not exist')
    expect(await recorded()).not.toHaveProperty('ini')
  })

  it.each([
    ['of another build or Node', { mark: '0123456789abcdef v18.0.0 1-2-3' }],
    ['with another frequency than there are', { frequency: 7 }],
    ['without a port', { port: 'x' }],
    ['without catch-up', { catchup: undefined }],
  ])('checks it anew where its record is one %s', async (_name, change) => {
    const { ini: before } = await recorded()
    await record({ ini: { ...before, frequency: 'Off', ...change } })
    expect((await tick('2026-11-20 10:05:00')).output).toBe(NOT_DUE)
    expect((await recorded()).ini).toEqual(before)
  })

  const file = () => join(home, 'tick.json')
  const plants: [string, () => Promise<void>][] = [
    ['that others may write', () => chmod(file(), 0o606)],
    ['that its group may write', () => chmod(file(), 0o660)],
    ['of another user', () => chown(file(), 65_534, 65_534)],
    ['in a folder that others may write', () => chmod(home, 0o777)],
    [
      'behind a link',
      async () => {
        await rename(file(), join(home, 'theirs'))
        await symlink(join(home, 'theirs'), file())
      },
    ],
  ]
  const isRoot = process.getuid?.() === 0
  const possible = plants.filter(([name]) => isRoot || name !== 'of another user')
  it.each(possible)('believes no record %s', async (_name, plant) => {
    const { ini: before } = await recorded()
    await record({ ini: { ...before, frequency: 'Off' } })
    expect((await tick('2026-11-20 10:05:00')).output).toBe(OFF)
    await plant()
    expect((await tick('2026-11-20 10:05:00')).output).toBe(NOT_DUE)
  })
})
