import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../support/port'
import { type Receiver, startReceiver } from '../support/receiver'
import { startRedis } from '../support/redis'

/** `npm start` as a user runs it, on a state folder of its own. */
interface Started {
  readonly child: ChildProcess
  /** The next line, from now on or not yet waited for, that matches. */
  line(pattern: RegExp): Promise<string>
  readonly lines: string[]
}

const PROGRAM = join(import.meta.dirname, '../../dist/bin/start.js')

let home: string
let port: number
let receiver: Receiver
let started: Started[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-start-'))
  port = await freePort()
  receiver = await startReceiver()
  started = []
  await writeFile(
    join(home, 'intvlm8r.ini'),
    `[Monitoring]\nheartbeatfrequency = 60\nheartbeaturl = ${receiver.url}/hush-hush\n[Web]\nport = ${port}\n`,
  )
})

afterEach(async () => {
  for (const { child } of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  await receiver.close()
  await rm(home, { recursive: true, force: true })
})

function start(env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let seen = 0
  let wake = () => {}
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', line => {
      lines.push(line)
      wake()
    })
  const appliance: Started = {
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
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
  started.push(appliance)
  return appliance
}

/** The processes of the appliance on our state folder: pid by the name of its program. */
function parts(): Map<string, number> {
  const found = new Map<string, number>()
  for (const { child } of started) {
    for (const pid of descendants(child.pid ?? 0)) {
      const command = commandLine(pid)
      const name =
        /(web|worker|tick)\.js/.exec(command)?.[1] ??
        (/redis-server|valkey-server/.test(command) ? 'redis' : undefined)
      if (name) found.set(name, pid)
    }
  }
  return found
}

function descendants(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  if (!existsSync(file)) return []
  const children = readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  return children.flatMap(child => [child, ...descendants(child)])
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // ended meanwhile
  }
}

const healthy = () =>
  expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          r => r.status,
          () => 0,
        ),
      { timeout: 15_000 },
    )
    .toBe(200)

describe('npm start', () => {
  it('makes an INI in a fresh state folder, for its owner only, and names the page', async () => {
    await rm(join(home, 'intvlm8r.ini'))
    const { line } = start()
    await line(/made .*intvlm8r\.ini/)
    expect((await stat(join(home, 'intvlm8r.ini'))).mode & 0o777).toBe(0o600)
    // The example's own port may be taken on the machine that runs this test.
    await line(/listening on|port 8080 is in use/)
  })

  it('sends a heartbeat at once, and writes down how it went', async () => {
    const { line, lines } = start()
    await line(/heartbeat queued as slot-\d+: first after boot/)
    expect((await receiver.nextRequest()).path).toBe('/hush-hush')
    await expect.poll(() => lines.some(text => /heartbeat delivered/.test(text))).toBe(true)
    await expect.poll(() => readFile(join(home, 'hbresults.txt'), 'utf8').catch(() => '')).toContain('(200)')
  })

  it('never shows the heartbeat URL in what it prints', async () => {
    const { line, lines } = start()
    await line(/heartbeat queued/)
    expect(lines.join('\n')).not.toContain('hush-hush')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends everything in order at %s, leaving no process and no lock',
    async signal => {
      const { child, line } = start()
      await line(/heartbeat queued/)
      const pids = [...parts().values()]
      expect(pids).toHaveLength(3)
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(pids.filter(pid => commandLine(pid) !== '')).toEqual([])
      expect((await readdir(home)).filter(name => /lock|tmp|sock/.test(name))).toEqual([])
      expect(await readdir(join(home, 'redis'))).not.toContain('redis.sock')
    },
  )

  it.each(['web', 'worker', 'redis'])('starts %s again when it is killed, and says so', async name => {
    const { line } = start()
    await line(/heartbeat queued/)
    const pid = parts().get(name) ?? 0
    process.kill(pid, 'SIGKILL')
    await line(/was ended by SIGKILL; starting it again in 1 s/)
    await expect.poll(() => parts().get(name) ?? pid, { timeout: 10_000 }).not.toBe(pid)
    await healthy()
    await expect
      .poll(() => fetch(`http://127.0.0.1:${port}/heartbeat`).then(r => r.status), { timeout: 10_000 })
      .toBe(202)
  })

  it('refuses a state folder that is in use, and names who uses it', async () => {
    const first = start()
    await first.line(/heartbeat queued/)
    const second = start()
    await second.line(new RegExp(`is in use: process ${first.child.pid} `))
    expect(await once(second.child, 'exit')).toEqual([1, null])
    await healthy()
  })

  it('cleans up after a start that was killed: its parts end, and its Redis is replaced', async () => {
    const first = start()
    await first.line(/heartbeat queued/)
    const before = parts()
    first.child.kill('SIGKILL')
    await expect
      .poll(() => commandLine(before.get('web') ?? 0) + commandLine(before.get('worker') ?? 0))
      .toBe('')
    const second = start()
    await second.line(/ended the Redis server/)
    await second.line(/heartbeat queued/)
    expect(commandLine(before.get('redis') ?? 0)).toBe('')
  })

  it('says that the port is in use, and goes on by itself when it is free', async () => {
    const other: Server = createServer()
    await new Promise<void>(resolve => other.listen(port, '0.0.0.0', resolve))
    const { line } = start()
    await line(new RegExp(`port ${port} is in use by another program`))
    other.close()
    await healthy()
  })

  it('moves to another port when the INI names one', async () => {
    const { line } = start()
    await line(/heartbeat queued/)
    port = await freePort()
    const ini = await readFile(join(home, 'intvlm8r.ini'), 'utf8')
    await writeFile(join(home, 'intvlm8r.ini'), ini.replace(/port = \d+/, `port = ${port}`))
    await line(/starting again, since the INI was changed/)
    await healthy()
  })

  it('ends its own Redis when the INI names another server, and starts it again when not', async () => {
    const other = await startRedis()
    const ini = join(home, 'intvlm8r.ini')
    const before = await readFile(ini, 'utf8')
    const { line } = start()
    await line(/heartbeat queued/)
    const taken = () =>
      fetch(`http://127.0.0.1:${port}/heartbeat`).then(
        r => r.status,
        () => 0,
      )

    await writeFile(ini, `${before}[Redis]\nurl = ${other.place.socket}\n`)
    await expect.poll(() => parts().has('redis'), { timeout: 10_000 }).toBe(false)
    await expect.poll(taken, { timeout: 10_000 }).toBe(202)

    await writeFile(ini, before)
    await expect.poll(() => parts().has('redis'), { timeout: 10_000 }).toBe(true)
    await other.close()
    await expect.poll(taken, { timeout: 10_000 }).toBe(202)
  })

  it('ends when it is told to, also while its Redis hangs at the start', async () => {
    for (const name of ['valkey-server', 'redis-server']) {
      await writeFile(join(home, name), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 })
    }
    const { child } = start({ PATH: `${home}:${process.env.PATH}` })
    await expect
      .poll(() =>
        descendants(child.pid ?? 0)
          .map(commandLine)
          .join(),
      )
      .toContain('sleep')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await readdir(home)).not.toContain('start.lock')
  })

  it('says what to type where no Redis is installed', async () => {
    const { child, line } = start({ PATH: home })
    await line(/sudo apt-get install/)
    expect(await once(child, 'exit')).toEqual([1, null])
  })

  it('starts although a power cut damaged what Redis had stored', async () => {
    const first = start()
    await first.line(/heartbeat queued/)
    first.child.kill('SIGTERM')
    await once(first.child, 'exit')
    const folder = join(home, 'redis/appendonlydir')
    const file = (await readdir(folder)).find(name => name.endsWith('incr.aof')) ?? ''
    const bytes = await readFile(join(folder, file))
    bytes.fill(0xff, 200, 400)
    await writeFile(join(folder, file), bytes)
    const second = start()
    await second.line(/(repaired|set) the (damaged )?heartbeat history/)
    await second.line(/heartbeat queued/)
  })
})
