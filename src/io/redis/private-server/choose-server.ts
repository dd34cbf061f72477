import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Author, authorOf, covers, isSame, packageFor, rememberedAuthor, rememberServer } from './author'
import { redisConfig } from './config'
import { AOF_FOLDER, baseHeader, mayHoldChecks } from './data-files'
import type { RedisPlace } from './place'
import { type DuringTrial, startProblem } from './process'
import { mendAppendOnlyFile } from './repair'

export interface Prepared {
  readonly server: string
  /** A sentence about each repair, and each other server. */
  readonly sentences: readonly string[]
  /** The sentences of these that are about lost data. */
  readonly damage: readonly string[]
}

interface Installed {
  readonly server: string
  readonly author: Author | undefined
}

/**
 * Chooses the server that wrote the data, as long as it is installed, and repairs what a power cut damaged. Another
 * server gets the data only when it can read them. Data that no installed server can read stay, if there may be checks
 * in them; otherwise they are set aside, since heartbeats need no history.
 *
 * @param during work on data that start without a repair
 * @throws Error with the package to install, while data with checks cannot be read, or when no server starts
 */
export async function chooseServer(
  place: RedisPlace,
  servers: readonly string[],
  during?: DuringTrial,
): Promise<Prepared> {
  const installed = await Promise.all(
    servers.map(async server => ({ server, author: await authorOf(server) })),
  )
  const [first] = installed
  if (first === undefined) throw new Error('neither valkey-server nor redis-server is installed')
  if (!existsSync(join(place.folder, AOF_FOLDER))) return chosen(place, first, [])

  const header = await baseHeader(place)
  const author = (await rememberedAuthor(place)) ?? header?.author
  if (author === undefined) return mended(place, first)
  const own =
    installed.find(candidate => candidate.author && isSame(candidate.author, author)) ??
    installed.find(candidate => candidate.author && covers(candidate.author, author))
  if (own && (await startProblem(place, own.server, during)) === undefined) return chosen(place, own, [])
  if (own && !(await isNewer(header?.format, own.server))) return mended(place, own)

  for (const other of installed) {
    if (other === own || (await startProblem(place, other.server, during)) !== undefined) continue
    return chosen(place, other, [
      `the data of ${nameOf(author)} are with ${nameOf(other.author)} now: ${packageFor(author)} is not installed`,
    ])
  }
  const writer = own && header?.author ? header.author : author
  const reason = `the data were written by ${nameOf(writer)}, and no installed server (${installed.map(each => nameOf(each.author)).join(', ')}) can read them`
  const cure = `Install ${packageFor(writer)}: sudo apt-get install ${writer.name}-server`
  if (await mayHoldChecks(place))
    throw new Error(`${reason}. They are kept, and no heartbeat goes out without their checks. ${cure}`)
  const aside = freeName(join(place.folder, `${AOF_FOLDER}.${writer.name}-${writer.version}`))
  await rename(join(place.folder, AOF_FOLDER), aside)
  const sentence = `${reason}; without checks in them they are set aside as ${basename(aside)}, and a new history begins`
  return chosen(place, first, [sentence], [sentence])
}

async function mended(place: RedisPlace, { server, author }: Installed): Promise<Prepared> {
  const damage = await mendAppendOnlyFile(place, server)
  return chosen(place, { server, author }, damage, damage)
}

async function chosen(
  place: RedisPlace,
  { server, author }: Installed,
  sentences: readonly string[],
  damage: readonly string[] = [],
): Promise<Prepared> {
  await rememberServer(place, server, author)
  return { server, sentences, damage }
}

/** Whether data are of a newer format than the server's own, which a trial start in an empty folder shows. */
async function isNewer(format: number | undefined, server: string): Promise<boolean> {
  if (format === undefined) return false
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-format-'))
  try {
    const place = { folder, socket: join(folder, 'redis.sock') }
    await writeFile(join(folder, 'redis.conf'), redisConfig(place), { mode: 0o600 })
    await startProblem(place, server)
    const own = await baseHeader(place)
    return own !== undefined && own.format < format
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function nameOf(author: Author | undefined): string {
  return author ? `${author.name === 'redis' ? 'Redis' : 'Valkey'} ${author.version}` : 'an unknown server'
}

/** Data of another server are never removed, so the name gets a number when it is taken. */
function freeName(name: string): string {
  let free = name
  for (let number = 2; existsSync(free); number++) free = `${name}.${number}`
  return free
}
