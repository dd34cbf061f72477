/** Files and folders that another user of the machine may write, or has laid as traps. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'vitest'
import { FIRST, PASSWORD, PROGRAMS } from './appliance'
import { mayAttack } from './networks'
import { openScene, repel } from './scene'

const NOBODY = 65_534
const TICKS = 20
const INI = `[Monitoring]
heartbeatfrequency = 5
heartbeaturl = http://127.0.0.1:9/ping
[Web]
port = 8090
`
/** Names that the appliance writes to, or has written to, and that others could guess. */
const TRAPS = [
  'tick.json',
  'tick.code',
  'tick.json.tmp',
  'heartbeat.log',
  'hbresults.txt',
  'hbresults.txt.tmp',
  'setup-token',
  'tick-secret',
  'redis.conf',
  'intvlm8r.ini.tmp',
]

describe.skipIf(!mayAttack())('files that another user may write', () => {
  const scene = openScene()
  let folder: string
  /** A file of root's. */
  let victim: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'intvlm8r-attack-files-'))
    victim = join(folder, 'victim')
    writeFileSync(victim, INI, { mode: 0o600 })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const isUntouched = () => readFileSync(victim, 'utf8') === INI

  /** A state folder with an INI. */
  function makeHome(mode: number): string {
    const home = join(folder, `home-${readdirSync(folder).length}`)
    mkdirSync(home)
    chmodSync(home, mode)
    writeFileSync(join(home, 'intvlm8r.ini'), INI, { mode: 0o600 })
    return home
  }

  test('in a state or runtime folder of everybody no program starts', async () => {
    const harm = 'programs that started'
    await repel(scene, { attack: 'state and runtime folders that others may write', harm }, async () => {
      const shared = mkdtempSync(join(folder, 'runtime-'))
      chmodSync(shared, 0o777)
      const runs = ['start.js', 'web.js', 'worker.js'].flatMap(program => [
        run(program, { INTVLM8R_HOME: makeHome(0o777) }),
        run(program, { INTVLM8R_HOME: makeHome(0o700), RUNTIME_DIRECTORY: shared }),
      ])
      const foreign = makeHome(0o700)
      mkdirSync(join(foreign, 'redis'))
      chownSync(join(foreign, 'redis'), NOBODY, NOBODY)
      runs.push(run('redis.js', { INTVLM8R_HOME: foreign }))
      const ended = await Promise.all(runs)
      return { requests: runs.length, through: ended.filter(code => code !== 1).length }
    })
  })

  test('links that another user swaps lead ticks of root nowhere', async () => {
    const harm = "files of root's that were changed, or code of the other user that ran"
    await repel(
      scene,
      { attack: `links swapped in a folder of everybody during ${TICKS} ticks`, harm },
      async () => {
        const home = makeHome(0o700)
        const shared = mkdtempSync(join(folder, 'runtime-'))
        chmodSync(folder, 0o755)
        chmodSync(shared, 0o777)
        const marker = join(folder, 'marker')
        const order = { folder: shared, victim, marker, names: TRAPS }
        const script = readFileSync(join(import.meta.dirname, 'programs/swap.cjs'), 'utf8')
        const args = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, '-e', script]
        const swapper = spawn('setpriv', [...args, JSON.stringify(order)], {
          stdio: ['ignore', 'pipe', 'inherit'],
          cwd: '/',
        })
        await once(swapper.stdout, 'data')
        for (let tick = 0; tick < TICKS; tick++)
          await run('tick.js', { INTVLM8R_HOME: home, RUNTIME_DIRECTORY: shared }, ['--boot=12ab34cd'])
        const exit = once(swapper, 'exit')
        swapper.kill()
        await exit
        const ran = readdirSync(folder).includes('marker') ? 1 : 0
        return { requests: TICKS, through: ran + (isUntouched() ? 0 : 1) }
      },
    )
  })

  test('links in the folder of another user lead root nowhere', async () => {
    const harm = "files of root's that were changed"
    await repel(
      scene,
      { attack: "set-password and config import as root in another user's folder", harm },
      async () => {
        const other = join(folder, 'import.ini')
        writeFileSync(other, INI.replace('= 5', '= 10'), { mode: 0o600 })
        let through = 0
        const calls = [['set-password'], ['config', 'import', other]]
        for (const args of calls) {
          const home = makeHome(0o755)
          rmSync(join(home, 'intvlm8r.ini'))
          symlinkSync(victim, join(home, 'intvlm8r.ini'))
          chownSync(home, NOBODY, NOBODY)
          await run('intvlm8r.js', { INTVLM8R_HOME: home }, args)
          if (!isUntouched()) through++
        }
        return { requests: calls.length, through }
      },
    )
  })
})

/** Resolves with the exit code; with undefined when it still runs after ten seconds, and is ended. */
async function run(
  program: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<number | undefined> {
  const [nice = '', ...first] = FIRST
  const child = spawn(nice, [...first, process.execPath, join(PROGRAMS, program), ...args], {
    env: { PATH: process.env.PATH, TZ: 'UTC', ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.end(`${PASSWORD}\n`)
  const timer = setTimeout(() => child.kill('SIGTERM'), 10_000)
  const [code] = await once(child, 'exit')
  clearTimeout(timer)
  return code ?? undefined
}
