/** Another host requests heartbeats: directly, and through an nginx that is set up as in the README. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { slotOf } from '../../src/domain/time/slot'
import { requestHeartbeat } from '../../src/io/heartbeat/tick-client'
import { readTickSecret } from '../../src/io/heartbeat/tick-secret'
import { ip } from '../support/own-network'
import { type Machine, startMachine } from './machine'
import { reservedPort } from './port'
import { addRow, addTable } from './report'

const table = {
  file: '7-network',
  title: 'Another host',
  text: 'A network namespace plays the other host; it asks for heartbeats, and for the page as the control.',
  columns: ['way', 'requests', 'answers', 'heartbeats'],
}
addTable(table)

/** The names and addresses of this run. */
const NAMESPACE = `${basename(tmpdir())}-${process.pid}`
const LINK = `ih${process.pid}`
const HERE = '10.213.97.1'
const THERE = '10.213.97.2'

let machine: Machine
let nginx: ChildProcess
let nginxPort: number
let folder: string

const skip = !inject('mayMount')

const CONFIG = (port: number, target: number, at: string) => `
daemon off;
master_process off;
pid ${at}/pid;
error_log ${at}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${at}/body;
  proxy_temp_path ${at}/proxy;
  fastcgi_temp_path ${at}/fastcgi;
  uwsgi_temp_path ${at}/uwsgi;
  scgi_temp_path ${at}/scgi;
  server {
    listen ${port};
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
}
`

beforeAll(async () => {
  if (skip) return
  ip('netns', 'add', NAMESPACE)
  ip('link', 'add', `${LINK}a`, 'type', 'veth', 'peer', 'name', `${LINK}b`, 'netns', NAMESPACE)
  ip('address', 'add', `${HERE}/30`, 'dev', `${LINK}a`)
  ip('link', 'set', `${LINK}a`, 'up')
  ip('-n', NAMESPACE, 'address', 'add', `${THERE}/30`, 'dev', `${LINK}b`)
  ip('-n', NAMESPACE, 'link', 'set', `${LINK}b`, 'up')

  machine = await startMachine({ host: '0.0.0.0', trustproxy: true })
  await machine.start('redis', 'web', 'worker')
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-nginx-'))
  nginxPort = await reservedPort()
  writeFileSync(join(folder, 'nginx.conf'), CONFIG(nginxPort, machine.port, folder))
  nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf')], {
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: 'inherit',
  })
  const answers = () => fetch(`http://127.0.0.1:${nginxPort}/healthz`).then(({ status }) => status)
  await waitFor(async () => (await answers().catch(() => 0)) === 200)
})

afterAll(async () => {
  if (skip) return
  spawnSync('ip', ['netns', 'delete', NAMESPACE])
  spawnSync('ip', ['link', 'delete', `${LINK}a`])
  nginx?.kill('SIGTERM')
  if (nginx?.exitCode === null) await once(nginx, 'exit')
  rmSync(folder, { recursive: true, force: true })
  await machine?.close()
})

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 20))
}

/** The status that the other host gets; 0 without an answer. */
async function ask(url: string, headers: Record<string, string>): Promise<number> {
  const script = `const [url, headers] = process.argv.slice(1)
    const http = require('node:http')
    http.get(url, { headers: JSON.parse(headers), timeout: 3000 }, a => { console.log(a.statusCode); a.resume() })
      .on('timeout', function () { this.destroy() }).on('error', () => console.log(0))`
  const command = ['netns', 'exec', NAMESPACE, process.execPath, '-e', script, url, JSON.stringify(headers)]
  return Number((await promisify(execFile)('ip', command)).stdout)
}

describe.skipIf(skip)('another host', () => {
  test('sees the page, directly and through nginx', async () => {
    const direct = await ask(`http://${HERE}:${machine.port}/login`, {})
    const proxied = await ask(`http://${HERE}:${nginxPort}/login`, {})
    addRow(table, ['direct, the page', 1, direct, '-'])
    addRow(table, ['nginx, the page', 1, proxied, '-'])
    expect([direct, proxied]).toEqual([200, 200])
  })

  const LIES: Record<string, string>[] = [
    {},
    { 'X-Forwarded-For': '127.0.0.1' },
    { 'X-Real-IP': '127.0.0.1', Forwarded: 'for=127.0.0.1' },
    { Host: '127.0.0.1' },
    { Host: 'localhost', Connection: 'close, X-Forwarded-For' },
    // Even a secret that leaked is of no use from elsewhere.
    { 'X-Intvlm8r-Tick': '' },
    { 'X-Intvlm8r-Tick': '', Host: '127.0.0.1', Connection: 'close, X-Forwarded-For' },
  ]
  test.each(['direct', 'nginx'])('cannot get a heartbeat: %s', async way => {
    const port = way === 'direct' ? machine.port : nginxPort
    const before = machine.heard()
    const answers: number[] = []
    const secret = { 'X-Intvlm8r-Tick': readTickSecret(machine.runtime) }
    for (const lie of LIES)
      for (const path of [
        '/heartbeat',
        '/heartbeat?for=boot',
        '//heartbeat',
        '/%68eartbeat',
        '/HEARTBEAT',
        '/heartbeat/',
      ]) {
        const headers = 'X-Intvlm8r-Tick' in lie ? { ...lie, ...secret } : lie
        const status = await ask(`http://${HERE}:${port}${path}`, headers)
        answers.push(status)
        expect(status).not.toBe(202)
        expect(status).toBeLessThan(500)
      }
    const { waitingSince } = await machine.queue.pulse()
    addRow(table, [
      `${way}, a heartbeat`,
      answers.length,
      [...new Set(answers)].sort().join(', '),
      machine.heard() - before,
    ])
    expect([waitingSince, machine.heard() - before]).toEqual([undefined, 0])
  })

  test('while the appliance itself can', async () => {
    const answer = await requestHeartbeat(machine.port, 'due', slotOf(machine.clock.now()), machine.runtime)
    expect(answer.taken).toBe(true)
    await machine.receiver.nextRequest()
    expect(machine.heard()).toBe(1)
  })
})
