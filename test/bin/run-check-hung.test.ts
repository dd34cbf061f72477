/** `check run` on a mount that hangs: a FUSE file system that nobody serves, whose calls wait as for a server that is gone. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../support/folder'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

/** Runs a line of a shell in a view of its own in which /mnt hangs; 99: that needs rights that are missing here. */
function whileHung(line: string, home: string) {
  // The shell keeps the other end open: without it the calls would fail.
  const mount = 'mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none /mnt'
  const script = `exec 3<>/dev/fuse && ${mount} || exit 99; ${line} 3>&-`
  return spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', process.execPath, PROGRAM], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, INTVLM8R_HOME: home },
  })
}
const mayMount = whileHung('true', '').status === 0

it.skipIf(!mayMount).each(['files', 'disk'])('a look of the kind %s ends in its time', async kind => {
  const check = `[check.nas]\nprobe = ${kind} /mnt/photos\ntimeout = 1s\n`
  const home = await folderWith({ 'intvlm8r.ini': `[Monitoring]\nheartbeatfrequency = Off\n${check}` })
  const { status, stdout, stderr } = whileHung('timeout -s KILL 20 "$1" "$2" check run nas', home)
  expect([status, stdout, stderr]).toEqual([3, 'nas: blind\n  the look did not end\n', ''])
})
