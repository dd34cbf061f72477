import {
  ACCESS_WORDS,
  type ApiKeys,
  hasExpired,
  isKeyLife,
  KEY_LIVES,
  type KeyAccess,
  keyNameProblem,
} from '../../domain/access/api-key'
import { ago } from '../../domain/time/time-words'
import { moment } from '../../domain/watch/check-json'
import { CommandError, openAppliance, UsageError } from './context'
import { printJson } from './json'
import { print, printError } from './print'
import { printTable } from './table'

/** All API keys, oldest first. */
export async function keys({ json }: { readonly json: boolean }): Promise<number> {
  const all = await withKeys(apiKeys => apiKeys.list())
  if (json) {
    const keys = all.map(({ name, access, createdAt, usedAt, ...key }) => ({
      name,
      access,
      createdAt: moment(createdAt),
      usedAt: moment(usedAt),
      expiresAt: moment(key.expiresAt),
      expired: hasExpired(key, Date.now()),
    }))
    printJson({ keys })
    return 0
  }
  if (all.length === 0) {
    print('There is no API key yet; `intvlm8r key add NAME` makes one.')
    return 0
  }
  const now = Date.now()
  const rows = all.map(({ name, access, createdAt, usedAt, ...key }) => [
    name,
    ACCESS_WORDS[access],
    ago(createdAt, now),
    usedAt === undefined ? 'never' : ago(usedAt, now),
    key.expiresAt === undefined
      ? 'never'
      : `${hasExpired(key, now) ? 'expired ' : ''}${ago(key.expiresAt, now)}`,
  ])
  printTable([['NAME', 'KIND', 'MADE', 'LAST USED', 'EXPIRES'], ...rows])
  return 0
}

/** Makes a key. Only its secret goes to standard output, for scripts. */
export async function addKey(name: string, access: KeyAccess, expires: string): Promise<number> {
  const life = expires || 'never'
  if (!isKeyLife(life))
    throw new UsageError(`--expires has to be one of ${Object.keys(KEY_LIVES).join(', ')}`)
  const secret = await withKeys(async apiKeys => {
    const problem = keyNameProblem(name, await apiKeys.list())
    if (problem !== undefined) throw new CommandError(`the name ${problem}`)
    return (await apiKeys.create(name, access, Date.now(), life)).secret
  })
  printError(`The ${ACCESS_WORDS[access]} key of "${name}"; it is shown only this once:`)
  print(secret)
  return 0
}

/** Revokes the key of that name. */
export async function revokeKey(name: string): Promise<number> {
  const revoked = await withKeys(async apiKeys => {
    const key = (await apiKeys.list()).find(one => one.name === name)
    return key !== undefined && (await apiKeys.revoke(key.id))
  })
  if (!revoked) throw new CommandError(`there is no key "${name}"; \`intvlm8r keys\` lists them all`)
  print(`The key "${name}" is revoked.`)
  return 0
}

async function withKeys<T>(work: (apiKeys: ApiKeys) => Promise<T>): Promise<T> {
  const { openChecks } = await openAppliance()
  const { apiKeys, checks, connected } = openChecks()
  try {
    await connected()
    return await work(apiKeys)
  } finally {
    await checks.close()
  }
}
