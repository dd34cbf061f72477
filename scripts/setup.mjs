// Checks for the system programs named as arguments, for `npm start` and `npm test`. As root on a
// Debian-like system it installs what is missing and lists it; elsewhere it stops with the one command to type. Tools
// after `--optional` are installed only where the distribution has them.
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** Tool -> the programs, on the PATH or with their own, of which one must be there, and the Debian packages of which one is installed. */
const TOOLS = {
  redis: { programs: ['valkey-server', 'redis-server'], packages: ['valkey-server', 'redis-server'] },
  faketime: { programs: ['faketime'], packages: ['faketime'] },
  pyzmq: { programs: ['/usr/lib/python3/dist-packages/zmq'], packages: ['python3-zmq'] },
  python: { programs: ['python3'], packages: ['python3'] },
  curl: { programs: ['curl'], packages: ['curl'] },
  openssl: { programs: ['openssl'], packages: ['openssl'] },
  chromium: { programs: ['chromium'], packages: ['chromium'] },
  certutil: { programs: ['certutil'], packages: ['libnss3-tools'] },
  mosquitto: { programs: ['mosquitto'], packages: ['mosquitto'] },
  gammu: { programs: ['gammu'], packages: ['gammu'] },
  wrk: { programs: ['wrk'], packages: ['wrk'] },
  nginx: { programs: ['nginx'], packages: ['nginx-light'] },
  haproxy: { programs: ['haproxy'], packages: ['haproxy'] },
  debootstrap: { programs: ['debootstrap'], packages: ['debootstrap'] },
  nspawn: { programs: ['systemd-nspawn'], packages: ['systemd-container'] },
  iproute: { programs: ['ip'], packages: ['iproute2'] },
  iptables: { programs: ['iptables'], packages: ['iptables'] },
  ping: { programs: ['ping'], packages: ['iputils-ping'] },
  exfat: { programs: ['mount.exfat-fuse'], packages: ['exfat-fuse'] },
  mkexfat: { programs: ['mkfs.exfat'], packages: ['exfatprogs'] },
  dovecot: { programs: ['dovecot'], packages: ['dovecot-imapd'] },
  lmtp: { programs: ['/usr/lib/dovecot/lmtp'], packages: ['dovecot-lmtpd'] },
  binfmt: { programs: ['update-binfmts'], packages: ['binfmt-support'] },
  uml: { programs: ['linux.uml'], packages: ['user-mode-linux'] },
  qemu: { programs: ['qemu-aarch64-static'], packages: ['qemu-user-static'] },
  systemd: { programs: ['systemd-analyze'], packages: ['systemd'] },
  croniter: { programs: ['/usr/lib/python3/dist-packages/croniter'], packages: ['python3-croniter'] },
}

/** Packages that bring a service with them. */
const SERVICES = ['valkey-server', 'redis-server', 'mosquitto', 'nginx-light', 'haproxy', 'dovecot-imapd']

function onPath(program) {
  if (isAbsolute(program)) return existsSync(program)
  return `${process.env.PATH ?? ''}${delimiter}/usr/sbin`.split(delimiter).some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

const apt = (...args) =>
  execFileSync('apt-get', ['-y', '-q', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })

/** The first of the packages that this release of the distribution has. */
function available(packages) {
  return packages.find(name => spawnSync('apt-cache', ['show', '--no-all-versions', name]).status === 0)
}

const tools = process.argv.slice(2)
const marker = tools.includes('--optional') ? tools.indexOf('--optional') : tools.length
const isMissing = tool => !TOOLS[tool].programs.some(onPath)
const missing = tools.slice(0, marker).filter(isMissing)
installOptional(tools.slice(marker + 1).filter(isMissing))
if (missing.length > 0) {
  const named = missing.map(tool => TOOLS[tool].programs.join(' or ')).join(', ')
  if (!onPath('apt-get')) {
    console.error(
      `Not found on the PATH: ${named}. Install it with your system's package manager and start again.`,
    )
    process.exit(1)
  }
  if (process.getuid() === 0) {
    console.log(`Not found on the PATH: ${named}. Installing with apt-get ...`)
    apt('update')
  }
  const packages = missing.map(tool => available(TOOLS[tool].packages) ?? TOOLS[tool].packages.at(-1))
  if (process.getuid() !== 0) {
    console.error(
      `Not found on the PATH: ${named}. Type this, then start again:\n\n  sudo apt-get install ${packages.join(' ')}\n`,
    )
    process.exit(1)
  }
  apt('install', '--no-install-recommends', ...packages)
  console.log(`Installed: ${packages.join(', ')}.`)
  for (const name of packages.filter(name => SERVICES.includes(name))) stopService(name)
}

function installOptional(tools) {
  if (tools.length === 0 || process.getuid() !== 0 || !onPath('apt-get')) return
  apt('update')
  for (const name of tools.map(tool => available(TOOLS[tool].packages)).filter(Boolean)) {
    apt('install', '--no-install-recommends', name)
    console.log(`Installed: ${name}.`)
  }
}

/** The distribution starts the services that it installs; the appliance needs the program only. */
function stopService(name) {
  const systemd = existsSync('/run/systemd/system')
  const [program, ...args] = systemd
    ? ['systemctl', 'disable', '--now', serviceOf(name)]
    : ['service', serviceOf(name), 'stop']
  spawnSync(program, args, { stdio: 'ignore' })
  console.log(`Stopped the service that came with ${name}: it is not needed.`)
}

/** `nginx-light` -> `nginx` */
function serviceOf(name) {
  return name.replace(/-(light|imapd)$/, '')
}
