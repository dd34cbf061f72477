import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { SERVICES, untilUp } from './appliance'
import { KEPT_PACKAGES } from './debian-root'
import { Machine } from './machine'
import { run } from './run'

const CHECKOUT = '/home/pi/checkout'
const BROUGHT = ['valkey-server', 'valkey-tools']

/** Stand-ins for Debian's npm and its 391 packages. Like them, they leave a cache and a folder of modules behind. */
const BUILD_TOOLS = {
  npm: `#!/bin/sh
test "$1" = ci && mkdir -p node_modules/big "$npm_config_cache/content" && test ! -e /home/pi/broken
`,
  'node-standin': '#!/bin/sh\n',
}

// Each test goes on where the one before ended.
describe.skipIf(inject('cannotRun'))('an installation', () => {
  let machine: Machine
  let deb: string

  beforeAll(async () => {
    deb = inject('packages').current
    machine = new Machine(inject('root'))
    const packages = join(machine.root, KEPT_PACKAGES)
    for (const [name, program] of Object.entries(BUILD_TOOLS)) makePackage(packages, name, program)
    indexPackages(packages)
    writeFileSync(join(machine.root, 'etc/apt/sources.list'), `deb [trusted=yes] copy:${KEPT_PACKAGES} ./\n`)
    for (const folder of ['deploy', 'scripts'])
      mkdirSync(join(machine.root, CHECKOUT, folder), { recursive: true })
    copyFileSync(deb, join(machine.root, 'srv', basename(deb)))
    const installer = join(import.meta.dirname, '../../deploy/install.sh')
    copyFileSync(installer, join(machine.root, CHECKOUT, 'deploy/install.sh'))
    writeFileSync(join(machine.root, CHECKOUT, 'package.json'), '{}\n')
    writeFileSync(
      join(machine.root, CHECKOUT, 'scripts/package.mjs'),
      `import { copyFileSync } from 'node:fs'
copyFileSync('/srv/${basename(deb)}', '${basename(deb)}')
console.log('${basename(deb)}')
`,
    )
    await machine.boot()
    await machine.sh(`useradd --user-group pi && chown -R pi: /home/pi
      apt-get purge -y valkey-server valkey-tools redis-server redis-tools && apt-get update`)
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await machine.journal())
  })

  afterAll(async () => {
    await machine?.destroy()
  })

  const install = (...args: string[]) => machine.sh(`sh ${CHECKOUT}/deploy/install.sh ${args.join(' ')}`)
  const installed = async () =>
    (await machine.sh('dpkg --get-selections')).split('\n').map(line => line.split(/\s+/)[0]!)
  /** The files of a build, and of apt's downloads, that are left on the disk. */
  const leftovers = () =>
    machine.sh(`find /home/pi /root/.npm /var/tmp -newer /etc/apt/sources.list -type f -not -path '*/checkout/*' || true
      find ${CHECKOUT} -name node_modules; find /var/cache/apt/archives -name '*.deb'; ls -d /var/tmp/intvlm8r* || true`)
  const stateOf = async (unit: string) =>
    (await machine.sh(`systemctl show ${unit} -p ActiveState -p UnitFileState --value`)).replace('\n', ' ')

  test('from a checkout builds in a temporary folder, and leaves nothing that only the build took', async () => {
    const before = await installed()
    const output = await install()
    expect(output).toContain('Removing what only the build took: 2 packages')
    expect((await installed()).sort()).toEqual([...before, 'intvlm8r-heartbeat', ...BROUGHT].sort())
    expect(await leftovers()).toBe('')
    expect(await machine.sh(`stat -c %U ${CHECKOUT}/package.json`)).toBe('pi')
    for (const service of SERVICES) expect(await stateOf(service)).toBe('active enabled')
    expect(output).toContain(`page        http://${machine.address}:8080/`)
  })

  test('the service of the Redis that came with it is stopped and disabled', async () => {
    expect(await stateOf('valkey-server')).toBe('inactive disabled')
    expect(await machine.sh('cat /var/lib/intvlm8r-heartbeat/servers-stopped')).toBe('valkey-server')
  })

  test('a build that fails leaves nothing either', async () => {
    const before = await installed()
    await machine.sh('touch -d 2000-01-01 /home/pi/broken')
    const { code } = await machine.try(`sh ${CHECKOUT}/deploy/install.sh`)
    expect(code).not.toBe(0)
    expect(await installed()).toEqual(before)
    expect(await leftovers()).toBe('')
  })

  test('of a ready package takes no npm, and goes on to the end without heartbeat settings to import', async () => {
    await machine.sh("printf '[Global]\\nfile created = today\\n' > /root/camera.ini")
    const output = await install('--deb', `/srv/${basename(deb)}`, '--import', '/root/camera.ini')
    expect(output).not.toContain('npm')
    expect(output).toContain('The appliance is installed and runs')
    expect(output.trim().split('\n').at(-1)).toBe(
      'Nothing was taken over from /root/camera.ini: it has no heartbeat settings',
    )
    expect(await leftovers()).toBe('')
  })

  test('an upgrade does not touch the distribution’s service again', async () => {
    await machine.sh('systemctl enable --now valkey-server')
    await machine.sh(`cp /srv/${basename(deb)} ${CHECKOUT}/deploy/`)
    expect(await install()).toContain(`Installing ${basename(deb)}`)
    expect(await stateOf('valkey-server')).toBe('active enabled')
    await machine.sh('systemctl disable --now valkey-server')
  })

  test('a purge puts the distribution’s service back', async () => {
    await machine.sh('apt-get purge -y intvlm8r-heartbeat')
    expect(await stateOf('valkey-server')).toBe('active enabled')
  })

  test('beside a Redis that was here before leaves its service alone', async () => {
    await install()
    expect(await stateOf('valkey-server')).toBe('active enabled')
  })

  test('waits for another apt to end', { timeout: 180_000 }, async () => {
    await machine.sh(`python3 -c '
import fcntl, time
lock = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
open("/run/locked", "w")
time.sleep(5)' >/dev/null 2>&1 &`)
    await vi.waitFor(() => machine.sh('test -e /run/locked'), { timeout: 10_000, interval: 100 })
    expect(await install()).toContain('Waiting for cache lock')
  })

  test('a purge leaves the account of a person who had the name of the appliance’s user before', {
    timeout: 180_000,
  }, async () => {
    await machine.sh('apt-get purge -y intvlm8r-heartbeat && useradd --create-home --user-group intvlm8r')
    await install()
    await machine.sh('apt-get purge -y intvlm8r-heartbeat')
    expect(await machine.sh('getent passwd intvlm8r | cut -d: -f6 && ls -d /home/intvlm8r')).toBe(
      '/home/intvlm8r\n/home/intvlm8r',
    )
  })

  test('is refused where the state folder is a link, with what works instead', {
    timeout: 180_000,
  }, async () => {
    await machine.sh(
      'userdel --remove intvlm8r 2>/dev/null; mkdir /srv/state && ln -s /srv/state /var/lib/intvlm8r',
    )
    const { code, stderr } = await machine.try(`dpkg --install /srv/${basename(deb)}`)
    expect(code).toBe(1)
    const remedy = [...stderr.matchAll(/^ {4}(.+)$/gm)].map(([, line = '']) => line)
    expect(remedy).toHaveLength(2)
    await machine.sh(remedy.join('\n').replaceAll('sudo ', ''))
    await install()
    await untilUp(machine)
    expect(await machine.sh('stat -c %U /srv/state/intvlm8r.ini')).toBe('intvlm8r')
  })
})

/** Makes a package of one program; npm depends on the other package. */
function makePackage(folder: string, name: string, program: string): void {
  const tree = mkdtempSync(join(tmpdir(), 'intvlm8r-package-'))
  mkdirSync(join(tree, 'DEBIAN'))
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  writeFileSync(join(tree, 'usr/bin', name), program, { mode: 0o755 })
  // The other package is like most libraries, whose full names bear the architecture.
  const more =
    name === 'npm' ? 'Architecture: all\nDepends: node-standin' : 'Architecture: amd64\nMulti-Arch: same'
  writeFileSync(
    join(tree, 'DEBIAN/control'),
    `Package: ${name}\nVersion: 1\n${more}\nMaintainer: nobody <nobody@example.org>\nDescription: stand-in\n`,
  )
  run('dpkg-deb', '--root-owner-group', '--build', tree, join(folder, `${name}_1.deb`))
  rmSync(tree, { recursive: true })
}

/** Makes a folder of packages one that apt can read. */
function indexPackages(folder: string): void {
  const entries = readdirSync(folder).map(name => {
    const file = join(folder, name)
    const [sum] = run('sha256sum', file).split(' ')
    const control = run('dpkg-deb', '--field', file).trim()
    return `${control}\nFilename: ./${name}\nSize: ${statSync(file).size}\nSHA256: ${sum}\n`
  })
  writeFileSync(join(folder, 'Packages'), entries.join('\n'))
}
