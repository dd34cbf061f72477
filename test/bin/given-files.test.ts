/** Files of others that root names on a command line, with real users: who reads them, and what they can lead to. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { allChecks } from '../support/all-checks'
import { makeKumaDatabase } from '../support/kuma-database'
import { startRedis, type TestRedis } from '../support/redis'
import { type OpenStore, openStore } from '../support/watch'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const NOBODY = 65_534
const INI = '[check.boiler]\nname = Boiler\nperiod = 1h\n'
const GATUS = (name: string) =>
  `endpoints:\n  - name: ${name}\n    url: http://nas.lan/\n    conditions: ["[STATUS] == 200"]\n`

/** Notes the user of each process that reads from an open file or runs a program. */
const SPY = `
const { appendFileSync } = require('node:fs')
const note = what => appendFileSync(process.env.SPIED, what + ' ' + process.getuid() + '\\n')
const fs = require('node:fs')
const { read } = fs
const noting = (...args) => (note('reads'), read(...args))
// util.promisify knows by them what it returns.
fs.read = Object.defineProperties(noting, Object.getOwnPropertyDescriptors(read))
const processes = require('node:child_process')
const { spawn } = processes
processes.spawn = (command, ...args) => (command === 'python3' && note('python'), spawn(command, ...args))
`

describe.runIf(process.getuid?.() === 0)('as root, in the folder of another user', () => {
  let redis: TestRedis
  let open: OpenStore
  /** Of root's: nobody else may look into it. */
  let folder: string
  let spied: string

  beforeAll(async () => {
    redis = await startRedis()
    open = await openStore(redis)
    writeFileSync(join(redis.home, 'intvlm8r.ini'), '[Monitoring]\nheartbeatfrequency = Off\n', {
      mode: 0o600,
    })
    execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, redis.home])
    folder = await mkdtemp(join(tmpdir(), 'given-files-'))
    spied = `${folder}.spied`
    writeFileSync(`${folder}.cjs`, SPY)
  })
  afterAll(async () => {
    await open.store.close()
    await redis.close()
    for (const path of [folder, spied, `${folder}.cjs`]) rmSync(path, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await open.connection.flushall()
    writeFileSync(spied, '')
    chmodSync(spied, 0o666)
  })

  async function intvlm8r(args: readonly string[], input = '', more: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, ['--require', `${folder}.cjs`, PROGRAM, ...args], {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, SPIED: spied, TMPDIR: tmpdir(), ...more },
      cwd: folder,
    })
    child.stdin.on('error', () => {}).end(input)
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', text => {
        said += text
      })
    const [code] = await once(child, 'close')
    return { code, said }
  }

  /** A file that only root may read. */
  function ofRoot(name: string, content: string): string {
    writeFileSync(join(folder, name), content, { mode: 0o600 })
    return name
  }

  const names = async () => (await allChecks(open.store)).map(({ check }) => check.name).sort()
  const readers = () => [...new Set(readFileSync(spied, 'utf8').trim().split('\n'))].sort()

  it.each([
    ['apply', 'wanted.ini', INI, ['--yes'], 'Boiler'],
    ['import', 'gatus.yaml', GATUS('NAS'), [], 'NAS'],
    ['checks discover', 'crontab', '5 4 * * * /opt/backup.sh\n', [], 'backup'],
  ])(
    "%s opens a file of root's alone, and its user reads it",
    async (command, name, content, options, check) => {
      const { code, said } = await intvlm8r([...command.split(' '), ofRoot(name, content), ...options])
      expect(code, said).toBe(0)
      expect(await names()).toEqual([check])
      expect(readers()).toEqual([`reads ${NOBODY}`])
    },
  )

  it("import takes a backup of root's, again from the start for each part of it", async () => {
    await intvlm8r(['apply', ofRoot('wanted.ini', INI), '--yes'])
    expect((await intvlm8r(['export', 'backup.json'])).code).toBe(0)
    await open.connection.flushall()
    writeFileSync(spied, '')
    expect(await intvlm8r(['import', 'backup.json'])).toMatchObject({ code: 0 })
    expect(await names()).toEqual(['Boiler'])
    expect(readers()).toEqual([`reads ${NOBODY}`])
  })

  it.each([false, true])(
    'import takes a kuma.db, by the rights of its user (written beside it: %s)',
    async wal => {
      const path = join(folder, `kuma-${wal}.db`)
      makeKumaDatabase(path, { monitor: [{ id: 1, name: 'Router', type: 'ping', hostname: 'router' }] }, wal)
      chmodSync(path, 0o600)
      expect(await intvlm8r(['import', path])).toMatchObject({ code: 0 })
      expect(await names()).toEqual(['Router'])
      expect(readers()).toEqual([`python ${NOBODY}`, `reads ${NOBODY}`])
    },
  )

  it('what the environment of root names is not taken for a file that root has opened', async () => {
    const environment = {
      INTVLM8R_GIVEN: JSON.stringify({ paths: [join(folder, 'other')], isFolder: false }),
    }
    expect(await intvlm8r(['apply', ofRoot('wanted.ini', INI), '--yes'], '', environment)).toMatchObject({
      code: 0,
    })
    expect(await names()).toEqual(['Boiler'])
    expect(readers()).toEqual([`reads ${NOBODY}`])
  })

  it('import takes a folder of Gatus, and follows no link in it', async () => {
    const configuration = join(folder, 'gatus')
    mkdirSync(join(configuration, 'below'), { recursive: true, mode: 0o700 })
    ofRoot('secret.yaml', GATUS('Secret of root'))
    writeFileSync(join(configuration, 'b.yaml'), GATUS('Two'), { mode: 0o600 })
    writeFileSync(join(configuration, 'below/a.yml'), GATUS('Three'), { mode: 0o600 })
    symlinkSync(join(folder, 'secret.yaml'), join(configuration, 'link.yaml'))
    symlinkSync(folder, join(configuration, 'folder'))
    expect(await intvlm8r(['import', 'gatus'])).toMatchObject({ code: 0 })
    expect(await names()).toEqual(['Three', 'Two'])
    expect(readers()).toEqual([`reads ${NOBODY}`])
  })

  it('the key of a Healthchecks comes from a file of root’s, and its answer is understood by the user', async () => {
    const keys: unknown[] = []
    const server = createServer((request, response) => {
      keys.push(request.headers['x-api-key'])
      response.end(
        '{"checks": [{"name": "Remote", "ping_url": "http://hc/ping/1", "timeout": 3600, "grace": 60}]}',
      )
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { code } = await intvlm8r([
      'import',
      `http://127.0.0.1:${port}`,
      '--key',
      ofRoot('key', 'the-key\n'),
    ])
    server.close()
    expect(code).toBe(0)
    expect(new Set(keys)).toEqual(new Set(['the-key']))
    expect(await names()).toEqual(['Remote'])
    expect(readers()).toEqual([`reads ${NOBODY}`])
  })

  it('standard input is read by the user, too', async () => {
    expect(await intvlm8r(['apply', '-', '--yes'], INI)).toMatchObject({ code: 0 })
    expect(await intvlm8r(['import', '-'], GATUS('NAS'))).toMatchObject({ code: 0 })
    expect(await names()).toEqual(['Boiler', 'NAS'])
  })

  it.each(['import', 'apply'])(
    "%s is led by no link of another user to a file of root's, nor kept waiting by a pipe",
    async command => {
      const theirs = join(folder, `theirs-${command}`)
      mkdirSync(theirs)
      chownSync(theirs, NOBODY, NOBODY)
      ofRoot('shadow', 'root:$y$a-secret-hash:20000:0:99999:7:::\n')
      symlinkSync(join(folder, 'shadow'), join(theirs, 'checks.json'))
      execFileSync('mkfifo', [join(theirs, 'pipe')])
      const link = await intvlm8r([command, join(theirs, 'checks.json')])
      expect(link).toEqual({
        code: 1,
        said: `intvlm8r: ${theirs}/checks.json is a link; name what it leads to\n`,
      })
      const pipe = await intvlm8r([command, join(theirs, 'pipe')])
      expect(pipe).toEqual({ code: 1, said: `intvlm8r: ${theirs}/pipe is no file; - is standard input\n` })
      expect((await intvlm8r([command, '/proc/none'])).said).toContain('/proc/none cannot be read')
      expect(readFileSync(spied, 'utf8')).toBe('')
    },
  )
})
