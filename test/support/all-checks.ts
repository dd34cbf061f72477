import type { CheckStore, Watched } from '../../src/domain/watch/ports'

/** All checks of a small watch at once; the product reads them page by page. */
export async function allChecks(store: Pick<CheckStore, 'scan'>): Promise<readonly Watched[]> {
  const all: Watched[] = []
  for await (const batch of store.scan()) all.push(...batch)
  return all
}
