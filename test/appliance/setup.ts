/** Once before all appliance tests: the two packages, and a Debian 13 root that is made once and kept. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { debianRoot } from './debian-root'
import { clearLeftovers } from './machine'
import { run } from './run'

declare module 'vitest' {
  interface ProvidedContext {
    /** The reason why the appliance tests cannot run here; empty when they can. */
    cannotRun: string
    /** The package of this commit, and the same one under the number of a version before it. */
    packages: { readonly current: string; readonly previous: string }
    /** The folder of a Debian 13 root, never written to. */
    root: string
  }
}

const TOOLS = ['debootstrap', 'systemd-nspawn', 'nsenter', 'ip', 'dpkg-deb']
const OLDER = '0.9.0'

export default function setup(project: TestProject): () => void {
  const reason = whyNot()
  project.provide('cannotRun', reason)
  if (reason !== '') {
    console.log(`\n  SKIPPED: the appliance tests boot a real Debian, which does not work here: ${reason}\n`)
    return () => {}
  }
  const release = takeTurn()
  clearLeftovers()
  roomForWatches()
  const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-packages-'))
  const pack = (...args: string[]) => {
    const built = run('node', 'scripts/package.mjs', ...args).trim()
    const kept = join(folder, basename(built))
    renameSync(built, kept)
    return kept
  }
  project.provide('packages', { previous: pack('--version', OLDER), current: pack() })
  project.provide('root', debianRoot('amd64'))
  return () => {
    rmSync(folder, { recursive: true })
    release()
  }
}

/** Refuses a second run on this host: its machines would have the same names, and each run would remove the other's. */
function takeTurn(): () => void {
  const holder = '/run/intvlm8r-appliance-tests.pid'
  const pid = existsSync(holder) ? readFileSync(holder, 'utf8') : ''
  const program = `/proc/${pid}/cmdline`
  if (pid !== '' && existsSync(program) && readFileSync(program, 'utf8').includes('vitest'))
    throw new Error(`process ${pid} runs the appliance tests on this host; try again when it has ended`)
  writeFileSync(holder, String(process.pid))
  return () => rmSync(holder)
}

/** All machines share the kernel's count of inotify instances, of which a dozen of systemds need more than 128. */
function roomForWatches(): void {
  const limit = '/proc/sys/fs/inotify/max_user_instances'
  if (Number(readFileSync(limit, 'utf8')) < 1024) writeFileSync(limit, '1024')
}

function whyNot(): string {
  if (process.getuid?.() !== 0) return 'it takes root'
  const missing = TOOLS.filter(tool => spawnSync('which', [tool]).status !== 0)
  if (missing.length > 0)
    return `not installed: ${missing.join(', ')} (apt-get install debootstrap systemd-container iproute2)`
  if (process.arch !== 'x64') return 'it takes a PC (x64)'
  // The machines need a layered file system and a network of their own.
  const probe =
    'mount -t tmpfs none /mnt && mkdir /mnt/l /mnt/u /mnt/w /mnt/m && mount -t overlay none -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w /mnt/m && ip link add probe0 type veth peer name probe1'
  const { status, stderr } = spawnSync('unshare', ['--mount', '--net', 'sh', '-c', probe], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : stderr.trim()
}
