/** The appliance's identity in its state folder, kept twice, and beside its data: with another one it would not find them. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { FIRST_PREFIX, type Identity, newIdentity, readIdentity } from '../../domain/appliance/identity'
import { replaceFile } from '../files/atomic-file'
import { withLock } from '../files/lock-file'
import { Refusal } from '../redis/errors'
import { mayHoldChecksOf, mayHoldPrefix } from '../redis/private-server/data-files'

const FILES = ['identity.json', 'identity.copy.json'] as const
/** The copy that goes along where only the data are taken to another card. */
const BESIDE_DATA = 'redis/identity.json'

/** Another program of the appliance draws it at the same time, which takes milliseconds. */
const LOCK_MS = 5_000

/** Files that only an appliance has which ran before there were ids. */
const OLDER = /^(hbresults\.txt|sessions\.json|backup(-[0-9a-f]{8})?\.json)$/

/** An identity for connections to Redis. */
export interface PresentIdentity {
  readonly identity: Identity
  /**
   * Called before each connection, of an identity that was not drawn yet. Throws once another one is: the appliance looks under
   * other names than these.
   */
  readonly confirm?: () => Promise<void>
}

/** Returns the identity as it is kept, or as the present files show it: one that is not drawn yet has no data of its own. */
export async function presentIdentity(home: string): Promise<PresentIdentity> {
  const kept = await keptIn(home)
  if (kept !== undefined) return { identity: kept }
  const identity = newIdentity(unkeptId(home), await isOlder(home))
  const confirm = async () => {
    const { id } = (await keptIn(home)) ?? identity
    if (id !== identity.id) throw new Refusal('was only just begun; type the command again')
  }
  return { identity, confirm }
}

export async function keptIdentity(home: string): Promise<Identity> {
  return (await presentIdentity(home)).identity
}

/**
 * Returns the identity, and draws it at the first start. Where the disk takes no file, the id follows from the machine and
 * the folder, so that all programs have the same until it can be kept; `onTrouble` gets the reason.
 */
export async function drawIdentity(
  home: string,
  onTrouble: (reason: string) => void = () => {},
): Promise<Identity> {
  const kept = await keptIn(home)
  if (kept !== undefined) {
    await keep(home, kept).catch(() => {}) // The other file has it.
    return kept
  }
  try {
    await mkdir(home, { recursive: true })
    const drawn = await withLock(join(home, 'identity.lock'), LOCK_MS, async () => {
      const identity =
        (await keptIn(home)) ?? newIdentity(randomBytes(6).toString('hex'), await isOlder(home))
      await keep(home, identity)
      return identity
    })
    if ('result' in drawn) return drawn.result
    throw new Error(`process ${drawn.heldBy} holds its lock`)
  } catch (error) {
    onTrouble((error as Error).message)
    return await keptIdentity(home)
  }
}

/**
 * Data of another card, put where this appliance had some of its own, bring their identity along: with that of this card nobody
 * would find them. Those of version 1.0 have none.
 */
async function keptIn(home: string): Promise<Identity | undefined> {
  const own = await firstIn(home, FILES)
  const beside = await firstIn(home, [BESIDE_DATA])
  if (own === undefined) return beside
  const came = beside ?? { id: own.id, prefix: FIRST_PREFIX }
  return came.prefix !== own.prefix && (await areOnly(home, came, own)) ? came : own
}

async function firstIn(home: string, names: readonly string[]): Promise<Identity | undefined> {
  for (const name of names) {
    const identity = readIdentity(await readFile(join(home, name), 'utf8').catch(() => ''))
    if (identity !== undefined) return identity
  }
  return undefined
}

/** Whether checks of the one are in the data, and nothing of the other. */
async function areOnly(home: string, one: Identity, other: Identity): Promise<boolean> {
  const place = { folder: dirname(join(home, BESIDE_DATA)) }
  try {
    return (await mayHoldChecksOf(place, one.prefix)) && !(await mayHoldPrefix(place, other.prefix))
  } catch {
    return false // There are no data yet.
  }
}

/** Writes the files that do not hold it. */
async function keep(home: string, identity: Identity): Promise<void> {
  const text = `${JSON.stringify(identity)}\n`
  const hasData = existsSync(dirname(join(home, BESIDE_DATA)))
  for (const name of hasData ? [...FILES, BESIDE_DATA] : FILES) {
    const path = join(home, name)
    if ((await readFile(path, 'utf8').catch(() => '')) !== text) await replaceFile(path, text, 0o600)
  }
}

async function isOlder(home: string): Promise<boolean> {
  if ((await readdir(home).catch(() => [])).some(name => OLDER.test(name))) return true
  // The data alone may have come from another card.
  return await mayHoldPrefix({ folder: join(home, 'redis') }, FIRST_PREFIX).catch(() => false)
}

function unkeptId(home: string): string {
  return createHash('sha256').update(`${hostname()}:${home}`).digest('hex').slice(0, 12)
}
