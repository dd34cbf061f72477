/** Debian 13's borgmatic, unmodified, in a root of its own: real backups with borg, reported by three of its hooks. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { planOf } from '../../src/domain/watch/check-plan'
import { debianRoot } from '../appliance/debian-root'
import { type Layer, mountLayer } from '../appliance/layer'
import { startRedis, type TestRedis } from '../support/redis'
import { type Served, serve } from '../support/serve'
import { openWeb, type TestWeb } from '../support/web'

const whyNot = reasonToSkip()
if (whyNot !== '')
  console.log(`\n  SKIPPED: borgmatic needs a Debian of its own, which cannot be made here: ${whyNot}\n`)

function reasonToSkip(): string {
  if (process.getuid?.() !== 0) return 'it takes root'
  if (process.arch !== 'x64') return 'it takes a PC (x64)'
  const missing = ['debootstrap', 'unshare', 'chroot'].filter(tool => spawnSync('which', [tool]).status !== 0)
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`
  const probe = 'mount -t tmpfs none /mnt && mkdir /mnt/l /mnt/u /mnt/w /mnt/m'
  const overlay = 'mount -t overlay none -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w /mnt/m'
  const { status, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', `${probe} && ${overlay}`], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : stderr.trim()
}

describe.skipIf(whyNot !== '')('borgmatic of Debian 13', () => {
  let redis: TestRedis
  let web: TestWeb
  let served: Served
  let layer: Layer
  let base: string
  let key: string
  let ids: Record<(typeof HOOKS)[number], string>

  const HOOKS = ['healthchecks', 'cronitor', 'kuma'] as const

  /** Runs it inside the root, on this host's network. */
  async function borgmatic(...args: string[]) {
    const script = `mount --bind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$0" borgmatic "$@"`
    const program = ['--mount', '--pid', '--fork', 'sh', '-c', script, layer.root, ...args]
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8' }
    return await promisify(execFile)('unshare', program, { env }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code: Number(code), output: `${stdout}${stderr}` }),
    )
  }

  function configure() {
    const hooks = [
      `healthchecks:\n    ping_url: ${base}/ping/${ids.healthchecks}`,
      `cronitor:\n    ping_url: ${base}/cronitor/p/${key}/${ids.cronitor}`,
      `uptime_kuma:\n    push_url: ${base}/api/push/${ids.kuma.replaceAll('-', '')}`,
    ]
    const paths = 'source_directories:\n    - /data\nrepositories:\n    - path: /repo\n'
    writeFileSync(join(layer.root, 'etc/borgmatic/config.yaml'), `${paths}${hooks.join('\n')}\n`)
  }

  const kindsOf = async (hook: (typeof HOOKS)[number]) =>
    (await web.ports.checks.history(ids[hook])).map(({ kind }) => kind).reverse()
  const lastWordsOf = async (hook: (typeof HOOKS)[number]) =>
    (await web.ports.checks.bodies(ids[hook]))[0]?.body
  const statusOf = async (hook: (typeof HOOKS)[number]) =>
    (await web.ports.checks.get(ids[hook]))?.state.status

  beforeAll(async () => {
    layer = mountLayer('borgmatic', debianRoot('amd64', ['borgmatic', 'borgbackup']))
    for (const folder of ['data', 'etc/borgmatic']) mkdirSync(join(layer.root, folder), { recursive: true })
    writeFileSync(join(layer.root, 'data/letter'), 'dear all')
    redis = await startRedis()
    web = await openWeb({ redis: redis.target })
    served = await serve(web.app)
    base = served.url
    key = await web.ports.checks.pingKey()
  })
  afterAll(async () => {
    served?.close()
    await web?.close()
    await redis?.close()
    spawnSync('umount', [layer.root])
    rmSync(layer.folder, { recursive: true, force: true })
  })

  beforeEach(async () => {
    const made = HOOKS.map(async hook => {
      const { check } = await web.ports.checks.create(planOf({ name: hook }), 'page', Date.now())
      return [hook, check.id] as const
    })
    ids = Object.fromEntries(await Promise.all(made)) as typeof ids
    configure()
  })

  test('is version 1.9 or later', async () => {
    const { output } = await borgmatic('--version')
    expect(output).toMatch(/^(1\.9|[2-9]\.\d+)/)
  })

  test('reports a backup that succeeds, with its log', async () => {
    const made = await borgmatic('repo-create', '--encryption', 'none')
    expect(made.code, made.output).toBe(0)
    const { code, output } = await borgmatic('create', '--stats', '--verbosity', '1')
    expect(code, output).toBe(0)
    for (const hook of HOOKS) {
      expect(await statusOf(hook), hook).toBe('up')
      expect((await kindsOf(hook)).at(-1), hook).toBe('success')
    }
    expect(await kindsOf('healthchecks')).toEqual(['start', 'log', 'success'])
    expect(await kindsOf('cronitor')).toEqual(['start', 'success'])
    // Its hook for Uptime Kuma pushes "up" when it begins, too.
    expect(await kindsOf('kuma')).toEqual(['success', 'success'])
    expect(await lastWordsOf('healthchecks')).toContain('Archive name')
    expect(await lastWordsOf('kuma')).toBe('finish')
    const listed = await borgmatic('list', '--archive', 'latest')
    expect(listed.output).toContain('data/letter')
    const last = (await web.ports.checks.history(ids.healthchecks))[0]
    expect(last?.duration).toBeGreaterThan(0)
  })

  test('reports a backup that fails', async () => {
    rmSync(join(layer.root, 'repo'), { recursive: true, force: true })
    const { code, output } = await borgmatic('create')
    expect(code, output).not.toBe(0)
    for (const hook of HOOKS) {
      expect(await statusOf(hook), hook).toBe('down')
      expect((await kindsOf(hook)).at(-1), hook).toBe('fail')
    }
    expect(await lastWordsOf('healthchecks')).toContain('/repo')
    expect(await lastWordsOf('kuma')).toBe('fail')
  })

  test('goes on without the appliance, and warns', async () => {
    await borgmatic('repo-create', '--encryption', 'none')
    const before = base
    base = 'http://127.0.0.1:9'
    configure()
    base = before
    const { code, output } = await borgmatic('create')
    expect([code, output]).toEqual([0, expect.stringContaining('Healthchecks error')])
  })
})
