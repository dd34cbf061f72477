import { execFile } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  boots = []
  web = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://web')
    asked.push(`${pathname}?for=${searchParams.get('for')}`)
    boots.push(searchParams.get('boot') ?? '')
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

describe('the code that V8 made of a tick', () => {
  const path = () => join(home, 'tick.code')
  /** A replaced file has another inode. */
  const made = async () => (await stat(path())).ino
  const OFF = 'nothing to do: heartbeating is Off'
  /** Runs by the real clock, as the files' times do. */
  const runs = async (line = OFF, args: string[] = []) =>
    expect(await run(process.execPath, [TICK, ...args])).toEqual({ code: 0, output: `${line}\n` })

  beforeEach(async () => {
    await ini('heartbeatfrequency = Off')
    await runs()
  })

  it('is kept, and the next ticks run it, whatever it is that they have to do', async () => {
    const first = await made()
    const code = await readFile(path(), 'latin1')
    expect(code.split(OFF.slice(0, 13))).toHaveLength(3) // Once in each of the two copies.
    await writeFile(path(), code.replaceAll('nothing to do', 'NOTHING TO DO'), 'latin1')
    await runs(OFF.replace('nothing to do', 'NOTHING TO DO'))
    await ini('heartbeatfrequency = 10')
    await runs('heartbeat queued as slot-1: first after boot', ['--boot'])
    expect(await made()).toBe(first)
  })

  // V8 itself would crash over most of these.
  const damages: [string, (code: Buffer) => Buffer][] = [
    ...[0, 0.01, 0.1, 0.2, 0.3, 0.49, 0.51, 0.7, 0.99].map((part): [string, (code: Buffer) => Buffer] => [
      `with a flipped bit after ${part * 100} %`,
      code => {
        const at = Math.floor(code.length * part)
        code[at] = (code[at] ?? 0) ^ 4
        return code
      },
    ]),
    ['that is cut short', code => code.subarray(0, -4_096)],
    ['that is cut in half', code => code.subarray(0, code.length / 2)],
    ['of zeros', code => code.fill(0)],
    ['whose second half is zeros', code => code.fill(0, Math.ceil(code.length / 2))],
    ['that is empty', () => Buffer.alloc(0)],
    [
      'of another version of Node',
      code => Buffer.from(code.toString('latin1').replace(' v', ' w'), 'latin1'),
    ],
    ['with nothing behind its first line', code => code.subarray(0, code.indexOf('\n') + 1)],
  ]
  it.each(damages)('is made anew where there is code %s', async (_name, damage) => {
    await writeFile(path(), damage(await readFile(path())))
    const damaged = await made()
    await runs()
    const mended = await made()
    expect(mended).not.toBe(damaged)
    await runs()
    expect(await made()).toBe(mended)
  })

  it('is not run when the tick before did not end: it may have crashed over it', async () => {
    const code = await readFile(path())
    const middle = code.indexOf('\n') + 1 + (code.length - code.indexOf('\n') - 1) / 2
    // Damaged before it was written: both copies are the same.
    for (const start of [code.indexOf('\n') + 1, middle]) code.fill(0xff, start + 1_000, start + 20_000)
    await writeFile(path(), code)
    const crashed = await run(process.execPath, [TICK])
    expect(crashed.output).not.toContain(OFF)
    const tenMinutesAgo = Date.now() / 1000 - 600
    await utimes(join(home, 'tick.json'), tenMinutesAgo, tenMinutesAgo)
    await runs()
    await runs()
  })

  it.runIf(process.getuid?.() === 0)('of another user is not run', async () => {
    await chown(path(), 65_534, 65_534)
    const theirs = await made()
    await runs()
    expect(await made()).not.toBe(theirs)
  })

  it('of a tick that failed is not kept, since it is not all that the others need', async () => {
    await rm(path())
    await writeFile(join(home, 'intvlm8r.ini'), 'spoilt')
    expect((await run(process.execPath, [TICK])).code).toBe(1)
    await expect(stat(path())).rejects.toThrow('ENOENT')
  })

  it('is not missed where it cannot be kept', async () => {
    await rm(path())
    await mkdir(path())
    await runs()
    await runs()
    expect(await readdir(home)).not.toContainEqual(expect.stringMatching(/\.tmp$/))
  })
})
