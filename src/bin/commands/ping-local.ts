import { isUuid } from '../../domain/uuid'
import type { CheckStore, Recorded, Watched } from '../../domain/watch/ports'
import type { SignalDetail, SignalKind } from '../../domain/watch/signal'
import { version } from '../shared/environment'
import { CommandError, openAppliance } from './context'
import { isAddress, signInAt } from './ping-remote'

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

/** The check that a person means: by its id, slug or name. */
export async function findCheck(checks: CheckStore, said: string): Promise<Watched> {
  const byId = isUuid(said) ? await checks.get(said.toLowerCase()) : undefined
  if (byId) return byId
  const bySlug = await checks.findBySlug(said)
  const found = bySlug.length > 0 ? bySlug : (await checks.list()).filter(({ check }) => check.name === said)
  const [only] = found
  if (only === undefined)
    throw new CommandError(`there is no check "${said}"; \`intvlm8r checks\` has them all`)
  if (found.length === 1) return only
  const ids = found.map(({ check }) => `  ${check.id}  ${check.name}`).join('\n')
  throw new CommandError(`several checks are called "${said}"; name one by its id:\n${ids}`)
}

/** One signal for the check that is called so, or has that address; what became of it, in words. */
export async function signIn(
  said: string,
  kind: SignalKind,
  at: number,
  detail: SignalDetail,
): Promise<{ readonly taken: boolean; readonly words: string }> {
  if (isAddress(said)) return { taken: true, words: await signInAt(said, kind, detail) }
  return await withChecks(async checks => {
    const { check } = await findCheck(checks, said)
    const signal = { kind, at, detail: { ...detail, via: 'command', agent: `intvlm8r/${version}` } }
    const recorded = await checks.record({ id: check.id }, signal)
    const taken = recorded.kind === 'accepted' || recorded.kind === 'paused'
    return { taken, words: `${check.name}: ${wordsOf(recorded)}` }
  })
}

function wordsOf(recorded: Recorded): string {
  if (recorded.kind === 'accepted') return recorded.state.status
  if (recorded.kind === 'paused') return 'paused; the signal is kept'
  if (recorded.kind === 'too-frequent') return 'refused, since it came too soon after the last one'
  return recorded.kind === 'refused' ? recorded.reason : 'it is gone'
}
