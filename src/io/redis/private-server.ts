import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'

/** The longest path of a unix socket that Linux takes (sun_path is 108 bytes with its end). */
const LONGEST_SOCKET_PATH = 107

const MB = 1024 * 1024

const AOF_FOLDER = 'appendonlydir'

const READY = /ready to accept connections/i

/** The private server's folder and socket inside the state folder. */
export interface RedisPlace {
  readonly folder: string
  readonly socket: string
}

export function redisPlace(home: string): RedisPlace {
  const folder = join(home, 'redis')
  const socket = join(folder, 'redis.sock')
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) return { folder, socket }
  // A state folder deep in the tree: its socket gets a short name that the appliance's other processes can work out.
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  return { folder, socket: join(ownFolder(join(tmpdir(), `intvlm8r-${name}`)), 'redis.sock') }
}

/** In a place where everybody may write, somebody else could have been there first. */
function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(path)
  if (uid === process.getuid?.() && (mode & 0o077) === 0) return path
  throw new Error(`${path} belongs to somebody else; remove it, or use an INTVLM8R_HOME with a shorter path`)
}

/** The distribution's server: valkey-server or redis-server, whichever is on the PATH; undefined when neither is. */
export function findRedisServer(path: string): string | undefined {
  const folders = path.split(delimiter).filter(Boolean)
  for (const name of ['valkey-server', 'redis-server'])
    for (const folder of folders) if (isExecutable(join(folder, name))) return join(folder, name)
  return undefined
}

/**
 * The private server's configuration. An append-only file that is synced before anything is answered, since what was
 * answered to a check-in must not be lost; no snapshots, which an SD card would feel; small; nothing is ever evicted, a
 * full server refuses instead.
 */
export function redisConfig({ folder, socket }: RedisPlace): string {
  return `# Written by the appliance at every start; changes here are lost.
port 0
unixsocket ${quoted(socket)}
unixsocketperm 700
dir ${quoted(folder)}
pidfile ${quoted(join(folder, 'redis.pid'))}
daemonize no
save ""
appendonly yes
appendfsync always
aof-load-truncated yes
auto-aof-rewrite-min-size 1mb
maxmemory ${memoryFor(totalmem())}
maxmemory-policy noeviction
databases 1
maxclients 128
repl-backlog-size 16kb
activerehashing no
hz 1
dynamic-hz yes
loglevel notice
`
}

/** A quarter of the machine, in bytes; at least 96 MB (a Pi with 512 MB), at most 1 GB. A well-fed check takes 10 kB. */
export function memoryFor(total: number): number {
  return Math.min(Math.max(96 * MB, Math.floor(total / 4)), 1024 * MB)
}

/**
 * Makes the folder fit for a start: writes redis.conf, ends a server that an earlier run left behind, and repairs or
 * sets aside an append-only file that a power cut damaged. Says what it did, a sentence each.
 *
 * @throws Error when the folder's server is another appliance's, or when no server starts in it at all.
 */
export async function prepareRedis(place: RedisPlace, server: string): Promise<string[]> {
  await mkdir(place.folder, { recursive: true, mode: 0o700 })
  await writeFile(join(place.folder, 'redis.conf'), redisConfig(place), { mode: 0o600 })
  const said = await endLeftover(place)
  await rm(place.socket, { force: true })
  // A server that was killed while it rewrote its file leaves what it had of the new one behind, for ever.
  for (const name of await readdir(place.folder))
    if (/^temp-.*\.(aof|rdb)$/.test(name)) await rm(join(place.folder, name), { force: true })
  if (existsSync(join(place.folder, AOF_FOLDER))) said.push(...(await mendAppendOnlyFile(place, server)))
  return said
}

/** A running server; `ready` settles when it takes connections or has ended without. */
export interface RedisProcess {
  readonly child: ChildProcess
  readonly ready: Promise<boolean>
  /** The last warning that it printed. */
  lastWarning(): string
}

/** Starts the server in the foreground as a child. `LC_ALL=C`: Redis 8 stops where the locale is missing. */
export function spawnRedis(
  { folder }: RedisPlace,
  server: string,
  onLine: (line: string) => void = () => {},
  options: readonly string[] = [],
): RedisProcess {
  const child = spawn(server, [join(folder, 'redis.conf'), ...options], {
    cwd: folder,
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Not in the terminal's group: Ctrl-C is for the appliance, which stops the server last.
    detached: true,
  })
  let warning = ''
  let isReady = false
  const ready = new Promise<boolean>(resolve => {
    child.once('error', () => resolve(false))
    child.once('exit', () => resolve(false))
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', line => {
        if (READY.test(line)) {
          isReady = true
          resolve(true)
        }
        // `1234:M 20 Nov 2026 10:00:00.000 # text`: # marks a warning.
        const text = /^\d+:\w .{20,26} # (.+)$/.exec(line)?.[1]
        if (text === undefined) return
        warning = text
        // Before it is ready the server only introduces itself; what keeps it from starting is the last warning.
        if (isReady) onLine(text)
      })
  })
  return { child, ready, lastWarning: () => warning }
}

/** A start that was killed leaves its server behind. */
async function endLeftover({ folder }: RedisPlace): Promise<string[]> {
  const pid = Number(await readFile(join(folder, 'redis.pid'), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1) return []
  // Whose pid that is by now, its folder tells.
  const works = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  if (works === '' || works !== (await realpath(folder))) return []
  const group = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  if (group.includes('intvlm8r-redis.service')) {
    throw new Error(
      `the Redis server in ${folder} is run by systemd (intvlm8r-redis.service); stop that first`,
    )
  }
  process.kill(pid, 'SIGTERM')
  process.kill(pid, 'SIGCONT')
  if (!(await gone(pid, 3_000))) process.kill(pid, 'SIGKILL')
  await gone(pid, 1_000)
  return [`ended the Redis server (process ${pid}) that an earlier run had left behind`]
}

async function gone(pid: number, patience: number): Promise<boolean> {
  for (let waited = 0; waited < patience; waited += 20) {
    if (!existsSync(`/proc/${pid}`)) return true
    await setTimeout(20)
  }
  return false
}

/** The server itself is the judge of its file: it is tried, then repaired, then, as the last resort, set aside. */
async function mendAppendOnlyFile(place: RedisPlace, server: string): Promise<string[]> {
  const trouble = await trial(place, server)
  if (trouble === undefined) return []

  const aof = join(place.folder, AOF_FOLDER)
  const aside = await freeName(`${aof}.damaged`)
  await cp(aof, aside, { recursive: true })
  // valkey-check-aof and redis-check-aof stand beside their servers; `--fix` asks before it cuts the file.
  const checker = server.replace(/-server$/, '-check-aof')
  spawnSync(checker, ['--fix', join(aof, 'appendonly.aof.manifest')], { input: 'y\ny\n', timeout: 20_000 })
  if ((await trial(place, server)) === undefined) {
    return [
      `repaired the heartbeat history after damage (${trouble}); the damaged file is kept in ${basename(aside)}`,
    ]
  }
  await rm(aof, { recursive: true, force: true })
  const still = await trial(place, server)
  if (still !== undefined) throw new Error(`the Redis server does not start: ${still}`)
  return [`set the damaged heartbeat history aside as ${basename(aside)} and began a new one (${trouble})`]
}

/** Starts the server and ends it again; what went wrong, or undefined. */
async function trial(place: RedisPlace, server: string): Promise<string | undefined> {
  // A server looks for SIGTERM `hz` times a second; with its usual 1 a trial would take up to a second.
  const { child, ready, lastWarning } = spawnRedis(place, server, () => {}, ['--hz', '100'])
  const exit = once(child, 'exit').catch(() => {}) // 'error': it could not even be started.
  const started = await Promise.race([ready, setTimeout(20_000, false, { ref: false })])
  child.kill('SIGTERM')
  const kill = setTimeout(2_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))
  await Promise.race([exit, kill.then(() => exit)])
  return started ? undefined : lastWarning() || 'it ended at once'
}

/** `name`, `name.2`, `name.3`: of older damage only the newest few are kept. */
async function freeName(name: string): Promise<string> {
  const names = [name, `${name}.2`, `${name}.3`]
  const free = names.find(candidate => !existsSync(candidate))
  if (free !== undefined) return free
  for (const old of names) await rm(old, { recursive: true, force: true })
  return name
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** Redis reads backslash escapes inside double quotes. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`
}
