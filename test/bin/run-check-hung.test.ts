/** `check run` on a mount that hangs. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../support/folder'
import { mayMount, whileHung } from '../support/hung-mount'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

it.skipIf(!mayMount).each(['files', 'disk'])('a look of the kind %s ends in its time', async kind => {
  const check = `[check.nas]\nprobe = ${kind} /mnt/photos\ntimeout = 1s\n`
  const home = await folderWith({ 'intvlm8r.ini': `[Monitoring]\nheartbeatfrequency = Off\n${check}` })
  const line = 'timeout -s KILL 20 "$1" "$2" check run nas 3>&-'
  const { status, stdout, stderr } = spawnSync(...whileHung(line, process.execPath, PROGRAM), {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, INTVLM8R_HOME: home },
  })
  expect([status, stdout, stderr]).toEqual([3, 'nas: blind\n  the look did not end\n', ''])
})
