/** The lines for access control in docs/many-machines.md, tried on a server by the programs themselves. */
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connectWorker } from '../../src/io/redis/client'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { folderWith } from '../support/folder'
import { freePort } from '../support/port'
import { openPrograms } from '../support/programs'

const TREE = join(import.meta.dirname, '../..')
const ID = '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e0'
const CHECKS = [1, 2, 3, 4, 5, 6, 7, 8]

it.each([
  { shards: 1, scheme: 'redis' },
  { shards: 4, scheme: 'redis+cluster' },
])('are enough for checks in $shards part(s)', async ({ shards, scheme }) => {
  const page = await readFile(join(TREE, 'docs/many-machines.md'), 'utf8')
  const [, line = ''] = /^ACL (SETUSER intvlm8r .+)$/m.exec(page) ?? []
  const [, parts = ''] = /^- Access control needs .+: `(.+)`\.$/m.exec(page) ?? []
  const whole = shards === 1 ? line : line.replace('~{home}* &{home}*', parts)
  expect(whole).toContain(shards === 1 ? ' &{home}* ' : ' &{home:* ')

  const [port, bus, web] = [await freePort(), await freePort(), await freePort()]
  const cluster = shards === 1 ? [] : ['--cluster-enabled', 'yes', '--cluster-port', `${bus}`]
  const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always', ...cluster]
  const server = spawn(
    findRedisServer(process.env.PATH ?? '') ?? '',
    ['--port', `${port}`, '--bind', '127.0.0.1', ...durable],
    { cwd: await folderWith(), stdio: 'ignore' },
  )
  onTestFinished(() => void server.kill('SIGKILL'))
  const admin = connectWorker({ url: `redis://127.0.0.1:${port}` })
  admin.on('error', () => {})
  onTestFinished(() => admin.disconnect())
  if (shards > 1) {
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await expect.poll(async () => String(await admin.call('CLUSTER', 'INFO'))).toContain('cluster_state:ok')
  }
  await admin.call('ACL', ...whole.split(' '))

  const home = await folderWith()
  const ini = [
    `[Monitoring]\nheartbeatfrequency = Off\n[Web]\nhost = 127.0.0.1\nport = ${web}`,
    `[Redis]\nurl = ${scheme}://intvlm8r:PASSWORD@127.0.0.1:${port}\nprefix = home\nshards = ${shards}`,
    ...CHECKS.map(number => `[check.c${number}]\nname = c${number}\nperiod = 1h\nid = ${ID}${number}`),
  ]
  await writeFile(join(home, 'intvlm8r.ini'), `${ini.join('\n')}\n`, { mode: 0o600 })
  const programs = openPrograms()
  onTestFinished(() => programs.close())
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  for (const name of ['worker', 'web'])
    programs.start(name, [process.execPath, join(TREE, `dist/bin/${name}.js`)], { env })

  const answerOf = async (number: number) =>
    await fetch(`http://127.0.0.1:${web}/ping/${ID}${number}`).then(
      ({ status }) => status,
      () => undefined,
    )
  for (const number of CHECKS) await expect.poll(() => answerOf(number)).toBe(200)
  const healthz = async () => await (await fetch(`http://127.0.0.1:${web}/healthz`)).json()
  await expect.poll(healthz).toMatchObject({ redis: 'reachable', well: true })
  expect(await admin.acl('LOG')).toEqual([])
})
