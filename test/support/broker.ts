import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'mqtt'
import { freePort } from './port'

/** The one user of the broker. */
export const USER = { username: 'pi', password: 'secret-password' }

/** A Mosquitto that keeps nothing, on a free port; it knows one user. */
export async function startBroker() {
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-broker-'))
  const port = await freePort()
  const passwords = join(folder, 'passwords')
  execFileSync('mosquitto_passwd', ['-c', '-b', passwords, USER.username, USER.password], { stdio: 'ignore' })
  const config = join(folder, 'mosquitto.conf')
  const lines = [`listener ${port} 127.0.0.1`, 'user root', `password_file ${passwords}`, 'persistence false']
  await writeFile(config, `${lines.join('\n')}\n`)
  const path = `${process.env.PATH}:/usr/sbin`
  let child: ChildProcess | undefined

  const start = async () => {
    child = spawn('mosquitto', ['-c', config], { stdio: 'ignore', env: { ...process.env, PATH: path } })
    const deadline = Date.now() + 10_000
    while (!(await isOpen(port))) {
      if (Date.now() > deadline) throw new Error('the broker does not listen')
      await pause(20)
    }
  }
  const stop = async () => {
    const ended = new Promise(resolve => child?.once('exit', resolve))
    child?.kill('SIGKILL')
    await ended
  }
  await start()
  const close = async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: `mqtt://127.0.0.1:${port}`, start, stop, close }
}

export type Broker = Awaited<ReturnType<typeof startBroker>>

async function isOpen(port: number): Promise<boolean> {
  return await new Promise(resolve => {
    const socket = connectTcp(port, '127.0.0.1')
    const done = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
}

/** A program that listens at the broker, such as Home Assistant. */
export async function listenAt(url: string, ...topics: string[]) {
  /** What was published last on each topic, as text; nothing for one that was emptied. */
  const seen = new Map<string, string>()
  const all: { readonly topic: string; readonly payload: string }[] = []
  const client = connect(url, { ...USER, reconnectPeriod: 100, protocolVersion: 4 })
  client.on('error', () => {})
  client.on('message', (topic, bytes) => {
    const payload = bytes.toString()
    all.push({ topic, payload })
    if (payload === '') seen.delete(topic)
    else seen.set(topic, payload)
  })
  await client.subscribeAsync(topics, { qos: 1 })
  return {
    seen,
    all,
    say: async (topic: string, payload: string, retain = false) =>
      void (await client.publishAsync(topic, payload, { qos: 1, retain })),
    close: async () => void (await client.endAsync(true)),
  }
}
