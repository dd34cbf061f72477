import type { CheckStore, Watched } from '../../domain/watch/ports'
import { Refusal } from '../pages/errors'

/** @throws Refusal when there is no such check */
export async function findCheck(checks: Pick<CheckStore, 'get'>, id: string): Promise<Watched> {
  const found = await checks.get(id)
  if (!found) throw noSuchCheck()
  return found
}

export function noSuchCheck(): Refusal {
  return new Refusal(404, 'There is no such check; somebody may have deleted it.')
}
