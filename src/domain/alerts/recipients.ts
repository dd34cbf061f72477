/** The several recipients of an alert: who of them has it, who never will, and who is left. Pure. */
import type { Delivery, DeliveryRecord, Settled } from './alert'

/** The outcome of an attempt for one recipient. */
export interface Outcome {
  readonly recipient: string
  readonly delivery: Delivery
}

/** The detail of a delivery that some recipients have; nobody is without it where `without` is empty. */
export type RecipientWords = (having: readonly string[], without: readonly string[], why: string) => string

const NOBODY: Settled = { reached: [], refused: {} }
const WAITS = 'an earlier alert comes first'
const GONE = 'no recipient any more'

/** The recipients of an attempt, and the ones whose turn has not come, each once. */
export function recipientsOf(
  all: readonly string[],
  settled: Settled | undefined,
  among: readonly string[] | undefined,
): { readonly addressed: readonly string[]; readonly waiting: readonly string[] } {
  const done = namesIn(settled)
  const left = [...new Set(all)].filter(name => !done.includes(name))
  const isAddressed = (name: string) => among === undefined || among.includes(name)
  return { addressed: left.filter(isAddressed), waiting: left.filter(name => !isAddressed(name)) }
}

/** The recipients, as far as they still lack this alert, with whom all of these earlier ones have come to their end. */
export function amongOf(earlier: readonly DeliveryRecord[], { settled }: DeliveryRecord): readonly string[] {
  const [first, ...others] = earlier.map(record => namesIn(record.settled))
  const done = namesIn(settled)
  return (first ?? []).filter(name => !done.includes(name) && others.every(names => names.includes(name)))
}

/** The outcome for all recipients, from those of an attempt and of the ones before it. */
export function together(
  outcomes: readonly Outcome[],
  waiting: readonly string[],
  before: Settled = NOBODY,
  words: RecipientWords,
): Delivery {
  const failures = outcomes.flatMap(({ recipient, delivery }) =>
    delivery.ok ? [] : [{ recipient, ...delivery }],
  )
  const reached = [
    ...before.reached,
    ...outcomes.filter(({ delivery }) => delivery.ok).map(({ recipient }) => recipient),
  ]
  const final = failures.filter(({ permanent }) => permanent)
  const refused = {
    ...before.refused,
    ...Object.fromEntries(final.map(({ recipient, detail }) => [recipient, detail])),
  }
  const passing = failures.filter(({ permanent }) => !permanent)
  const left = [...passing.map(({ recipient }) => recipient), ...waiting]
  const why = passing[0]?.detail ?? (waiting.length > 0 ? WAITS : (Object.values(refused)[0] ?? ''))
  const detail = reached.length === 0 ? why : words(reached, [...left, ...Object.keys(refused)], why)
  if (left.length === 0 && reached.length > 0) return { ok: true, detail }
  const isUntaken = failures.every(({ untaken }) => untaken === true)
  const isLate = failures.length > 0 && reached.length === 0 && failures.every(one => one.isLate === true)
  const retryAfter = Math.max(0, ...passing.map(one => one.retryAfter ?? 0))
  return {
    ok: false,
    permanent: left.length === 0,
    ...(isUntaken && { untaken: true }),
    ...(isLate && { isLate: true }),
    ...(retryAfter > 0 && { retryAfter }),
    ...(left.length > 0 && namesIn({ reached, refused }).length > 0 && { settled: { reached, refused } }),
    detail,
  }
}

/** A failure for all who were left, who are named beside those who have it from before. */
export function forTheRest(
  failure: Delivery,
  rest: readonly string[],
  { reached, refused }: Settled = NOBODY,
  words: RecipientWords,
): Delivery {
  if (reached.length === 0) return failure
  return { ...failure, detail: words(reached, [...rest, ...Object.keys(refused)], failure.detail) }
}

/** The same with those recipients of an attempt who have been removed from the channel meanwhile. */
export function withoutGone(settled: Settled | undefined, among: readonly string[], all: readonly string[]) {
  const gone = among.filter(name => !all.includes(name))
  if (gone.length === 0) return settled
  const { reached, refused } = settled ?? NOBODY
  return { reached, refused: { ...refused, ...Object.fromEntries(gone.map(name => [name, GONE])) } }
}

/** Whether some recipients have it, and others are left. */
export function isToldToSome<T extends { readonly settled?: Settled }>(
  one: T,
): one is T & { readonly settled: Settled } {
  return one.settled !== undefined && one.settled.reached.length > 0
}

function namesIn(settled: Settled | undefined): readonly string[] {
  return settled === undefined ? [] : [...settled.reached, ...Object.keys(settled.refused)]
}
