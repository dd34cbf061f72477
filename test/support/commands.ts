import type { Redis } from '../../src/io/redis/client'

/** The commands that Redis ran during `work`, by name, those inside scripts included; INFO itself is left out. */
export async function commandsDuring(
  admin: Redis,
  work: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const before = await counts(admin)
  await work()
  const after = await counts(admin)
  return Object.fromEntries(
    [...after]
      .map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
      .filter(([name, count]) => count > 0 && name !== 'info'),
  )
}

async function counts(admin: Redis): Promise<ReadonlyMap<string, number>> {
  const text = await admin.info('commandstats')
  return new Map(
    [...text.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].map(([, name = '', calls]) => [name, Number(calls)]),
  )
}
