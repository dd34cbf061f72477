import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from './run'

const SUITE = 'trixie'
const MIRROR = 'http://deb.debian.org/debian'
/** The packages of Raspberry Pi OS and the dependencies of ours, so that the tests themselves need no network. */
const PACKAGES = [
  ...[
    'systemd',
    'systemd-sysv',
    'dbus',
    'iproute2',
    'procps',
    'tzdata',
    'bash-completion',
    'ca-certificates',
  ],
  ...['nodejs', 'valkey-server', 'redis-server', 'iputils-ping', 'python3', 'gammu'],
]
/** They would write and download in the middle of a test. */
const QUIET = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'fstrim.timer',
]

/** Packages that stay in a root as files too, for a test in which apt brings them; see KEPT_PACKAGES. */
const KEPT = /^(valkey|redis)-.*\.deb$/
/** Their folder in a root. */
export const KEPT_PACKAGES = '/srv/packages'

/** The folder in which roots stay from run to run. A root is made anew when this recipe changes, or when it is deleted there. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'intvlm8r-appliance')

/**
 * The folder of a Debian 13 root of that architecture, by default with what the appliance needs; made with debootstrap (half
 * a minute) when it is not there.
 */
export function debianRoot(arch: 'amd64' | 'arm64', packages: readonly string[] = PACKAGES): string {
  const recipe = createHash('sha256')
    .update(JSON.stringify([SUITE, packages, QUIET, KEPT.source]))
    .digest('hex')
    .slice(0, 8)
  const root = join(CACHE, `${SUITE}-${arch}-${recipe}`)
  if (existsSync(root)) return root

  console.log(`  making a Debian root in ${root} ...`)
  mkdirSync(CACHE, { recursive: true })
  const unfinished = `${root}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const include = `--include=${packages.join(',')}`
  run('debootstrap', `--arch=${arch}`, '--variant=minbase', include, SUITE, unfinished, MIRROR)
  const archives = join(unfinished, 'var/cache/apt/archives')
  mkdirSync(join(unfinished, KEPT_PACKAGES))
  for (const name of readdirSync(archives).filter(name => KEPT.test(name)))
    renameSync(join(archives, name), join(unfinished, KEPT_PACKAGES, name))
  rmSync(archives, { recursive: true })
  writeFileSync(join(unfinished, 'etc/hostname'), 'appliance\n')
  writeFileSync(join(unfinished, 'etc/hosts'), '127.0.0.1 localhost\n::1 localhost\n')
  // Each machine gets an id of its own at its first boot.
  writeFileSync(join(unfinished, 'etc/machine-id'), '')
  mkdirSync(join(unfinished, 'etc/systemd/system'), { recursive: true })
  for (const unit of QUIET) symlinkSync('/dev/null', join(unfinished, 'etc/systemd/system', unit))
  // Two servers cannot both have port 6379: the distribution's Valkey runs, its Redis is only installed.
  rmSync(join(unfinished, 'etc/systemd/system/multi-user.target.wants/redis-server.service'), { force: true })
  renameSync(unfinished, root)
  return root
}
