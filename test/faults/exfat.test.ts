/** A state folder on a disk without hard links, modes and sockets: a real exFAT, by FUSE. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../support/port'
import { type Receiver, startReceiver } from '../support/receiver'

const BIN = join(import.meta.dirname, '../../dist/bin')
const MOUNT = '/usr/sbin/mount.exfat-fuse'
const missing = existsSync(MOUNT) ? '' : ` (${MOUNT} is missing)`

let folder: string
let disk: string
let loop: string
let receiver: Receiver
let appliance: ChildProcess | undefined

beforeEach(async () => {
  if (missing) return
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-exfat-'))
  disk = mkdtempSync(join(folder, 'disk-'))
  const image = join(folder, 'image')
  execFileSync('truncate', ['-s', '64M', image])
  execFileSync('mkfs.exfat', [image])
  loop = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim()
  execFileSync(MOUNT, ['-o', 'umask=022', loop, disk])
  receiver = await startReceiver()
})

afterEach(async () => {
  if (missing) return
  if (appliance?.exitCode === null) {
    appliance.kill('SIGTERM')
    await once(appliance, 'exit')
  }
  await receiver.close()
  execFileSync('umount', [disk])
  execFileSync('losetup', ['--detach', loop])
  rmSync(folder, { recursive: true })
})

test.skipIf(missing !== '')(`the appliance works on exFAT, and ends in order${missing}`, async () => {
  const home = join(disk, 'var')
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  // Not synchronously: the receiver has to answer meanwhile.
  const command = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [join(BIN, 'intvlm8r.js'), ...args], { env })).stdout
  const camera = join(folder, 'camera.ini')
  writeFileSync(camera, `[Monitoring]\nheartbeatfrequency = 60\nheartbeaturl = ${receiver.url}/token\n`)
  mkdirSync(home)
  const web = `[Web]\nport = ${await freePort()}\n`
  writeFileSync(join(home, 'intvlm8r.ini'), `[Monitoring]\nheartbeatfrequency = Off\n${web}`)
  appliance = spawn(process.execPath, [join(BIN, 'start.js')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: appliance.stdout! })
  await new Promise<void>(resolve => lines.on('line', line => line.includes('"part":"tick"') && resolve()))

  expect(await command('config', 'import', camera)).toContain('Took over the heartbeat URL')
  expect(await command('heartbeat')).toContain('delivered')
  expect(readFileSync(join(home, 'hbresults.txt'), 'utf8')).toContain('(200)')
  expect(await command('status')).toContain('nothing to do: heartbeating is Off')

  appliance.kill('SIGTERM')
  expect(await once(appliance, 'exit')).toEqual([0, null])
  expect(readdirSync(home).filter(name => /lock|tmp/.test(name))).toEqual([])
})
