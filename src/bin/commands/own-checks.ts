import { isUuid } from '../../domain/uuid'
import type { CheckStore, Watched } from '../../domain/watch/ports'
import { CommandError, openAppliance } from './context'

/** Works with the checks of this appliance. */
export async function withChecks<T>(work: (checks: CheckStore) => Promise<T>): Promise<T> {
  const { openChecks } = await openAppliance()
  const { checks, connected } = openChecks()
  try {
    await connected()
    return await work(checks)
  } finally {
    await checks.close()
  }
}

/** @throws CommandError unless exactly one check has this id, slug or name */
export async function findCheck(checks: CheckStore, nameOrId: string): Promise<Watched> {
  const byId = isUuid(nameOrId) ? await checks.get(nameOrId.toLowerCase()) : undefined
  if (byId) return byId
  const bySlug = await checks.findBySlug(nameOrId)
  const byName = async () => (await checks.list()).filter(({ check }) => check.name === nameOrId)
  const found = bySlug.length > 0 ? bySlug : await byName()
  const [only] = found
  if (only === undefined)
    throw new CommandError(`there is no check "${nameOrId}"; \`intvlm8r checks\` has them all`)
  if (found.length === 1) return only
  const ids = found.map(({ check }) => `  ${check.id}  ${check.name}`).join('\n')
  throw new CommandError(`several checks are called "${nameOrId}"; name one by its id:\n${ids}`)
}
