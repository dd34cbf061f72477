import type { ApiKeys } from '../../domain/access/api-key'
import { isUuid } from '../../domain/uuid'
import type { Names } from '../../domain/watch/check-json'
import type { CheckStore, Watched } from '../../domain/watch/ports'
import { publicId } from '../../web/watch/public-ids'
import { suggestion } from './arguments'
import { CommandError, openAppliance } from './context'
import { homeEdits } from './home-edits'

/** Works with the checks of this appliance. Changes of those of another member of the group are sent to their home. */
export async function withChecks<T>(work: (checks: CheckStore, apiKeys: ApiKeys) => Promise<T>): Promise<T> {
  const appliance = await openAppliance()
  const { checks, apiKeys, connected } = appliance.openChecks()
  const home = homeEdits(appliance, checks)
  try {
    await connected()
    return await work({ ...checks, ...home.edits }, apiKeys)
  } finally {
    home.close()
    await checks.close()
  }
}

/** @throws CommandError unless exactly one check has this id, slug or name */
export async function findCheck(checks: CheckStore, nameOrId: string): Promise<Watched> {
  const byId = isUuid(nameOrId) ? await checks.get(nameOrId.toLowerCase()) : undefined
  if (byId) return byId
  const bySlug = await checks.findBySlug(nameOrId)
  const byName: Watched[] = []
  let near = ''
  if (bySlug.length === 0)
    for await (const batch of checks.scan()) {
      byName.push(...batch.filter(({ check }) => check.name === nameOrId))
      near ||= suggestion(
        nameOrId,
        batch.flatMap(({ check }) => [check.slug, check.name]),
      )
    }
  // A stranger may give a check any name, also that of an owner's; it counts only where no other has it.
  const strangers = bySlug.length + byName.length > 0 ? [] : await checks.waiting()
  const found = [...bySlug, ...byName, ...strangers.filter(({ check }) => check.name === nameOrId)]
  const [only] = found
  if (only === undefined) {
    throw new CommandError(`there is no check "${nameOrId}"${near || '; `intvlm8r checks` has them all'}`)
  }
  if (found.length === 1) return only
  const ids = found.map(({ check }) => `  ${check.id}  ${check.name}`).join('\n')
  throw new CommandError(`several checks are called "${nameOrId}"; name one by its id:\n${ids}`)
}

/** All names of a check: the command's user may read them all. */
export function namesOf(id: string, secret: Buffer): Names {
  return { id, publicId: publicId(id, secret) }
}
