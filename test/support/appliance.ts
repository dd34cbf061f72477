import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { replaceFile } from '../../src/io/files/atomic-file'
import { connectProducer } from '../../src/io/redis/client'
import { freePort } from './port'
import { startRedis, type TestRedis } from './redis'

export const PASSWORD = 'a goat in the garden'

/** The built web app and worker as they ship, with a private Redis and a state folder of their own. */
export interface Appliance {
  /** Without a path: `http://127.0.0.1:12345`. */
  readonly url: string
  readonly redis: TestRedis
  /** Signals the web app, for example to stop it (SIGSTOP). */
  signalWeb(signal: NodeJS.Signals): void
  ini(): Promise<string>
  /** Sets frequency and URL as an editor would. */
  configure(frequency: string, url: string): Promise<void>
  /** Lets a tick run to its end, as the timer does. */
  tick(): Promise<void>
  /** Makes the next press of *Heartbeat now* one of its own: within seconds of another it would follow the same heartbeat. */
  forgetPress(): Promise<void>
  stop(): Promise<void>
}

const PROGRAMS = resolve(import.meta.dirname, '../../dist/bin')

export async function startAppliance(): Promise<Appliance> {
  const redis = await startRedis()
  const port = await freePort()
  const file = join(redis.home, 'intvlm8r.ini')
  const text = `[Monitoring]\nheartbeatfrequency = Off\nheartbeaturl =\n[Web]\nhost = 127.0.0.1\nport = ${port}\n[Login]\npasswordhash =\n`
  await writeFile(file, text, { mode: 0o600 })
  const env = { ...process.env, INTVLM8R_HOME: redis.home, INTVLM8R_PASSWORD: PASSWORD }
  const children = await Promise.all(['web', 'worker'].map(name => startProgram(name, env)))
  const ini = () => readFile(file, 'utf8')
  return {
    url: `http://127.0.0.1:${port}`,
    redis,
    signalWeb: signal => void children[0]?.kill(signal),
    ini,
    configure: async (frequency, url) => {
      const edited = (await ini())
        .replace(/^heartbeatfrequency =.*$/m, `heartbeatfrequency = ${frequency}`)
        .replace(/^heartbeaturl =.*$/m, () => `heartbeaturl = ${url}`.trimEnd())
      await replaceFile(file, edited)
    },
    tick: async () => void (await once(fork(join(PROGRAMS, 'tick.js'), { env, silent: true }), 'exit')),
    forgetPress: async () => {
      const connection = connectProducer(redis.target)
      await once(connection, 'ready')
      const presses = await connection.keys('*:de:now')
      if (presses.length > 0) await connection.del(...presses)
      connection.disconnect()
    },
    stop: async () => {
      await Promise.all(children.map(end))
      await redis.close()
    },
  }
}

/** Resolves when it says that it is ready. */
async function startProgram(name: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = fork(join(PROGRAMS, `${name}.js`), { env, silent: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      output += chunk
    })
  }
  const message = once(child, 'message').then(() => true)
  const ended = once(child, 'exit').then(() => false)
  if (!(await Promise.race([message, ended]))) throw new Error(`${name} did not start: ${output}`)
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
