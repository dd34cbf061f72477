import { createHash, randomBytes } from 'node:crypto'
import {
  type ApiKey,
  type ApiKeys,
  endOfLife,
  hasExpired,
  idOfHash,
  type ListedKey,
} from '../../domain/access/api-key'
import { forRequest, namesOf, type Redis } from '../redis/client'
import { drawnOnce } from '../redis/drawn-once'
import { remembered } from '../redis/remembered'
import { changeCounted } from '../redis/revision'

/** Lets scanners recognize a leaked key in other text. */
const MARK = 'intvlm8r_'
/** 192 random bits, so that no slow hash is needed. */
const SECRET_BYTES = 24
/** The use of a key is stored this often at most: a program may call every second, and the disk is a card. */
const USED_EVERY_MS = 600_000

export function openApiKeys(connection: Redis): ApiKeys {
  const { apiKeys, apiKeysUsed, secret: secretKey } = namesOf(connection).access
  const drawSecret = () => randomBytes(32).toString('base64')
  const secret = remembered(async () =>
    Buffer.from(await drawnOnce(connection, secretKey, 'installation secret', drawSecret), 'base64'),
  )
  const used = new Map<string, number>()

  const inTime = <T>(work: () => Promise<T>): Promise<T> => forRequest(connection, work)

  async function list(): Promise<ListedKey[]> {
    const [texts, uses] = await Promise.all([connection.hgetall(apiKeys), connection.hgetall(apiKeysUsed)])
    const keys = Object.values(texts).map((text): ListedKey => {
      const key = JSON.parse(text) as ApiKey
      const at = uses[key.id]
      return at === undefined ? key : { ...key, usedAt: Number(at) }
    })
    return keys.sort((a, b) => a.createdAt - b.createdAt || a.name.localeCompare(b.name))
  }

  function noteUse({ id }: ApiKey, now: number): void {
    if (Math.abs(now - (used.get(id) ?? 0)) < USED_EVERY_MS) return
    used.set(id, now)
    // A failure is left aside: the caller may be about to see that Redis takes no writes.
    connection.hset(apiKeysUsed, id, now).catch(() => used.delete(id))
  }

  return {
    create: (name, access, now, life = 'never') =>
      inTime(async () => {
        const fresh = MARK + randomBytes(SECRET_BYTES).toString('base64url')
        const expiresAt = endOfLife(life, now)
        const key: ApiKey = {
          id: idOfHash(digest(fresh)),
          name,
          access,
          createdAt: now,
          ...(expiresAt !== undefined && { expiresAt }),
        }
        await changeCounted(connection, multi => multi.hset(apiKeys, digest(fresh), JSON.stringify(key)))
        return { key, secret: fresh }
      }),

    list: () => inTime(list),

    revoke: id =>
      inTime(async () => {
        const fields = (await connection.hkeys(apiKeys)).filter(field => idOfHash(field) === id)
        if (fields.length === 0) return false
        const [revoked] = await changeCounted(connection, multi =>
          multi.hdel(apiKeys, ...fields).hdel(apiKeysUsed, id),
        )
        return revoked !== 0
      }),

    find: (text, now) =>
      inTime(async () => {
        const found = await connection.hget(apiKeys, digest(text))
        if (found === null) return undefined
        const key = JSON.parse(found) as ApiKey
        if (hasExpired(key, now)) return 'expired'
        noteUse(key, now)
        return key
      }),

    installationSecret: () => inTime(secret),
  }
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
