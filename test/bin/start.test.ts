import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { describe, type ExpectStatic, test } from 'vitest'
import { slotOf } from '../../src/domain/time/slot'
import { requestHeartbeat } from '../../src/io/heartbeat/tick-client'
import { freePort } from '../support/port'
import { commandLine, descendants } from '../support/processes'
import { type Receiver, startReceiver } from '../support/receiver'
import { startRedis } from '../support/redis'

/** `npm start` as a user runs it. */
interface Started {
  readonly child: ChildProcess
  /** Resolves with the next line that matches, among those that nothing has waited for yet; rejects when all output has ended. */
  line(pattern: RegExp): Promise<string>
  readonly lines: string[]
}

/** A state folder with an INI that names a receiver. */
interface Place {
  readonly home: string
  readonly ini: string
  readonly port: number
  readonly receiver: Receiver
  /** `command`: the start itself, unless given. */
  start(env?: NodeJS.ProcessEnv, command?: readonly string[]): Started
  /** The processes of the appliances started here, but for ticks, which come and go: pid by the name of its program. */
  parts(): Map<string, number>
}

const PROGRAM = join(import.meta.dirname, '../../dist/bin/start.js')
const COMMAND = [process.execPath, PROGRAM]

const it = test.extend<{ place: Place }>({
  place: async ({ onTestFailed }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'intvlm8r-start-'))
    const ini = join(home, 'intvlm8r.ini')
    const port = await freePort()
    const receiver = await startReceiver()
    const monitoring = `heartbeatfrequency = 60\nheartbeaturl = ${receiver.url}/hush-hush`
    await writeFile(ini, `[Monitoring]\n${monitoring}\n[Web]\nport = ${port}\n`)
    const started: Started[] = []
    onTestFailed(() => {
      for (const { lines } of started) console.error(lines.join('\n'))
    })
    await use({
      home,
      ini,
      port,
      receiver,
      start: (env, command) => {
        const appliance = start({ INTVLM8R_HOME: home, ...env }, command)
        started.push(appliance)
        return appliance
      },
      parts: () => new Map(started.flatMap(({ child }) => programsBelow(child.pid ?? 0))),
    })
    for (const { child } of started) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await endRedisOf(home)
    await receiver.close()
    await rm(home, { recursive: true, force: true })
  },
})

/** The Redis of a start that was killed lives on for the next start. */
async function endRedisOf(home: string): Promise<void> {
  const pid = Number(await readFile(join(home, 'redis/redis.pid'), 'utf8').catch(() => '0'))
  if (pid > 0 && commandLine(pid).includes(home)) process.kill(pid, 'SIGKILL')
}

function start(env: NodeJS.ProcessEnv, command: readonly string[] = COMMAND): Started {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let seen = 0
  let wake = () => {}
  let open = 2
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream })
      .on('line', line => {
        lines.push(line)
        wake()
      })
      .on('close', () => {
        open--
        wake()
      })
  return {
    child,
    lines,
    line: async pattern => {
      for (;;) {
        for (; seen < lines.length; seen++) {
          const line = lines[seen] ?? ''
          if (pattern.test(line)) {
            seen++
            return line
          }
        }
        if (open === 0) throw new Error(`it ended before it printed ${pattern}`)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}

function programsBelow(pid: number): [name: string, pid: number][] {
  return descendants(pid).flatMap(child => {
    const command = commandLine(child)
    const name =
      /(web|worker)\.js/.exec(command)?.[1] ??
      (/redis-server|valkey-server/.test(command) ? 'redis' : undefined)
    return name ? [[name, child]] : []
  })
}

/** The environment that a process was started with, as it is now; that of a tick may have ended. */
function environment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

/** The status of the page at that path; 0 while nothing listens. */
const status = (port: number, path: string) =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    response => response.status,
    () => 0,
  )

/** Whether the web app takes the request of a tick. */
const takes = async ({ port, home }: { readonly port: number; readonly home: string }) =>
  (await requestHeartbeat(port, 'due', slotOf(Date.now()), home)).taken

const healthy = (expect: ExpectStatic, port: number) => expect.poll(() => status(port, '/healthz')).toBe(200)

// Each test has its own place, and they run side by side: most of the time goes into waiting for processes.
describe.concurrent('npm start', () => {
  it('ends when it is told to, also while its Redis hangs at the start', async ({ expect, place }) => {
    for (const name of ['valkey-server', 'redis-server']) {
      await writeFile(join(place.home, name), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 })
    }
    const { child } = place.start({ PATH: `${place.home}:${process.env.PATH}` })
    await expect
      .poll(() =>
        descendants(child.pid ?? 0)
          .map(commandLine)
          .join(),
      )
      .toContain('sleep')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await readdir(place.home)).not.toContain('start.lock')
  })

  it('makes an INI in a fresh state folder, for its owner only, and names the page', async ({
    expect,
    place,
  }) => {
    await rm(place.ini)
    const { line } = place.start()
    await line(/made .*intvlm8r\.ini/)
    expect((await stat(place.ini)).mode & 0o777).toBe(0o600)
    // The example's own port may be taken on the machine that runs this test.
    await line(/listening on|port 8080 is in use/)
  })

  it('sends a heartbeat at once, and writes down how it went', async ({ expect, place }) => {
    const { line, lines } = place.start()
    await line(/heartbeat queued as slot-\d+: first after boot/)
    expect((await place.receiver.nextRequest()).path).toBe('/hush-hush')
    await expect.poll(() => lines.some(text => /heartbeat delivered/.test(text))).toBe(true)
    await expect
      .poll(() => readFile(join(place.home, 'hbresults.txt'), 'utf8').catch(() => ''))
      .toContain('(200)')
  })

  it('sets the password of INTVLM8R_PASSWORD, which /proc shows of none of its processes', async ({
    expect,
    place,
  }) => {
    const password = 'zwölf graue Gänse'
    const { child, line } = place.start({ INTVLM8R_PASSWORD: password })
    await line(/the password from INTVLM8R_PASSWORD is set/)
    await healthy(expect, place.port)
    await expect.poll(() => [...place.parts().keys()]).toEqual(expect.arrayContaining(['web', 'worker']))
    const pids = [child.pid ?? 0, ...descendants(child.pid ?? 0)]
    expect(pids.length).toBeGreaterThanOrEqual(4)
    for (const pid of pids) expect(environment(pid), commandLine(pid)).not.toContain(password)
    expect(environment(child.pid ?? 0)).toContain(`INTVLM8R_HOME=${place.home}`)
  })

  it('never shows the heartbeat URL in what it prints', async ({ expect, place }) => {
    const { lines } = place.start()
    // The tick and the worker are two processes: either may print first.
    const missing = () =>
      ['heartbeat queued', 'heartbeat delivered'].filter(words => !lines.some(line => line.includes(words)))
    await expect.poll(missing).toEqual([])
    expect((await place.receiver.nextRequest()).path).toBe('/hush-hush')
    expect(lines.join('\n')).not.toContain('hush-hush')
  })

  it.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends everything in order at %s, leaving no process and no lock',
    async (signal, { expect, place }) => {
      const { child, line } = place.start()
      await line(/heartbeat queued/)
      const pids = [...place.parts().values()]
      expect(pids).toHaveLength(3)
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(pids.filter(pid => commandLine(pid) !== '')).toEqual([])
      expect((await readdir(place.home)).filter(name => /lock|tmp|sock/.test(name))).toEqual([])
      expect(await readdir(join(place.home, 'redis'))).not.toContain('redis.sock')
    },
  )

  /** Whether all of these processes have ended, and the start has removed its lock. */
  async function endedInOrder(pids: readonly number[], home: string): Promise<boolean> {
    const left = pids.filter(pid => commandLine(pid) !== '')
    return left.length === 0 && !(await readdir(home)).includes('start.lock')
  }

  it('ends everything in order when its terminal is closed', async ({ expect, place }) => {
    const { child, line } = place.start({}, ['script', '-qec', COMMAND.join(' '), '/dev/null'])
    await line(/heartbeat queued/)
    const pids = [...place.parts().values()]
    expect(pids).toHaveLength(3)
    child.kill('SIGKILL')
    await expect.poll(() => endedInOrder(pids, place.home)).toBe(true)
  })

  it.for(['SIGTERM', 'SIGKILL'] as const)(
    'ends everything in order when its npm gets %s',
    async (signal, { expect, place }) => {
      // npm runs the script in a shell; a second command keeps the shell from becoming the program.
      const scripts = { start: `${COMMAND.join(' ')}; exit 0` }
      await writeFile(join(place.home, 'package.json'), JSON.stringify({ scripts }))
      const { child, line } = place.start({}, ['npm', '--prefix', place.home, 'start'])
      await line(/heartbeat queued/)
      const pids = [...place.parts().values()]
      expect(pids).toHaveLength(3)
      child.kill(signal)
      await expect.poll(() => endedInOrder(pids, place.home)).toBe(true)
    },
  )

  it('names a lack of file descriptors, and keeps some for the tick', async ({ expect, place }) => {
    const { line } = place.start({}, ['sh', '-c', `ulimit -n 64; exec ${COMMAND.join(' ')}`])
    await line(
      /only 64 files and connections may be open at once .*: others get 6 connections, this machine 9/,
    )
    await line(/heartbeat queued/)
    const sockets = Array.from({ length: 80 }, () => connect(place.port, '127.0.0.1').on('error', () => {}))
    await Promise.all(sockets.map(socket => once(socket, 'connect')))
    await healthy(expect, place.port)
    for (const socket of sockets) socket.destroy()
  })

  it.for(['web', 'worker', 'redis'])(
    'starts %s again when it is killed, and says so',
    async (name, { expect, place }) => {
      const { line } = place.start()
      await line(/heartbeat queued/)
      const pid = place.parts().get(name) ?? 0
      process.kill(pid, 'SIGKILL')
      await line(/was ended by SIGKILL; starting it again in 1 s/)
      await expect.poll(() => place.parts().get(name) ?? pid).not.toBe(pid)
      await healthy(expect, place.port)
      await expect.poll(() => takes(place)).toBe(true)
    },
  )

  it('refuses a state folder that is in use, and names who uses it', async ({ expect, place }) => {
    const first = place.start()
    await first.line(/heartbeat queued/)
    const second = place.start()
    await second.line(new RegExp(`is in use: process ${first.child.pid} `))
    expect(await once(second.child, 'exit')).toEqual([1, null])
    await healthy(expect, place.port)
  })

  it('waits for a start before it that is just ending', async ({ expect, place }) => {
    const ending = spawn('sleep', ['1'])
    await writeFile(join(place.home, 'start.lock'), `${ending.pid} - -`)
    const { line } = place.start()
    await line(/heartbeat queued/)
    expect(ending.exitCode).toBe(0)
  })

  /** The exit code and the last line of `intvlm8r status`. */
  async function status({ home }: Place): Promise<[number, string]> {
    const env = { ...process.env, INTVLM8R_HOME: home }
    const child = spawn(process.execPath, [join(PROGRAM, '../intvlm8r.js'), 'status'], { env })
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    return [code, out.trimEnd().split('\n').at(-1) ?? '']
  }

  it('is not called well by `status` from the moment at which it is stopped', async ({ expect, place }) => {
    const { child, line } = place.start()
    await line(/heartbeat queued/)
    await expect.poll(() => status(place)).toEqual([0, 'All is well.'])
    child.kill('SIGSTOP')
    const words = `Heartbeats stop at: Timer: npm start (process ${child.pid}) was stopped, as by Ctrl-Z: no tick comes. Type fg in its terminal, or: kill -CONT ${child.pid}`
    await expect.poll(() => status(place)).toEqual([1, words])
    const health = await fetch(`http://127.0.0.1:${place.port}/healthz`)
    expect(await health.json()).toMatchObject({ well: false })
    child.kill('SIGCONT')
    await expect.poll(() => status(place)).toEqual([0, 'All is well.'])
    child.kill('SIGKILL')
    const gone = `Heartbeats stop at: Timer: npm start (process ${child.pid}) is gone: start it again`
    await expect.poll(() => status(place)).toEqual([1, gone])
  })

  it('cleans up after a start that was killed: its parts end, and its Redis is replaced', async ({
    expect,
    place,
  }) => {
    const first = place.start()
    await first.line(/heartbeat queued/)
    const before = place.parts()
    const redis = before.get('redis') ?? 0
    const others = ['web', 'worker'].map(name => before.get(name) ?? 0)
    expect([redis, ...others].map(pid => commandLine(pid) !== '')).toEqual([true, true, true])
    first.child.kill('SIGKILL')
    await expect.poll(() => others.map(commandLine).join('')).toBe('')
    const second = place.start()
    await second.line(/ended the Redis server/)
    await second.line(/heartbeat queued/)
    expect(commandLine(redis)).toBe('')
  })

  it('says that the port is in use, and goes on by itself when it is free', async ({ expect, place }) => {
    const other: Server = createServer()
    await new Promise<void>(resolve => other.listen(place.port, '0.0.0.0', resolve))
    const { line } = place.start()
    await line(new RegExp(`port ${place.port} is in use by another program`))
    other.close()
    await healthy(expect, place.port)
  })

  it('moves to another port when the INI names one', async ({ expect, place }) => {
    const { line } = place.start()
    await line(/heartbeat queued/)
    const port = await freePort()
    const ini = await readFile(place.ini, 'utf8')
    await writeFile(place.ini, ini.replace(/port = \d+/, `port = ${port}`))
    await line(/starting again, since the INI was changed/)
    await healthy(expect, port)
  })

  it('ends its own Redis when the INI names another server, and starts it again when not', async ({
    expect,
    place,
  }) => {
    const other = await startRedis()
    const before = await readFile(place.ini, 'utf8')
    const { line } = place.start()
    await line(/heartbeat queued/)

    await writeFile(place.ini, `${before}[Redis]\nurl = ${other.place.socket}\nprefix = home\n`)
    await expect.poll(() => place.parts().has('redis')).toBe(false)
    await expect.poll(() => takes(place)).toBe(true)

    await writeFile(place.ini, before)
    await expect.poll(() => place.parts().has('redis')).toBe(true)
    await other.close()
    await expect.poll(() => takes(place)).toBe(true)
  })

  it('says what to type where no Redis is installed', async ({ expect, place }) => {
    const { child, line } = place.start({ PATH: place.home })
    await line(/sudo apt-get install/)
    expect(await once(child, 'exit')).toEqual([1, null])
  })

  it('starts although a power cut damaged what Redis had stored', async ({ place }) => {
    const first = place.start()
    await first.line(/heartbeat queued/)
    first.child.kill('SIGTERM')
    await once(first.child, 'exit')
    const folder = join(place.home, 'redis/appendonlydir')
    const file = (await readdir(folder)).find(name => name.endsWith('incr.aof')) ?? ''
    const bytes = await readFile(join(folder, file))
    bytes.fill(0xff, 200) // Up to the end: damage inside of one value would go unnoticed.
    await writeFile(join(folder, file), bytes)
    const second = place.start()
    await second.line(/Redis' files were damaged(, and are repaired| beyond repair, and begin anew)\./)
    await second.line(/heartbeat queued/)
  })
})
