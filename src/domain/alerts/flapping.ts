/** Flapping: a check that goes down again and again. Its alerts wait until nothing has changed for a while. Pure. */

/** A check flaps once it went down `downs` times `within` that time, until it has been `calm` for so long. Milliseconds. */
export const FLAPPING = { downs: 4, within: 3_600_000, calm: 1_800_000 } as const

export interface Flapping {
  /** The latest moments at which the check went down. */
  readonly downs: readonly number[]
  readonly flapping: boolean
}

export const STEADY: Flapping = { downs: [], flapping: false }

export function noteDown(before: Flapping, at: number): Flapping {
  const downs = [...before.downs.filter(down => down > at - FLAPPING.within), at].slice(-FLAPPING.downs)
  return { downs, flapping: before.flapping || downs.length >= FLAPPING.downs }
}

/** The end of the calm time that a flapping check still needs; undefined when it needs none. */
export function flapsUntil(
  { flapping, lastFlipAt }: Flapping & { readonly lastFlipAt: number },
  now: number,
): number | undefined {
  const calm = lastFlipAt + FLAPPING.calm
  return flapping && calm > now ? calm : undefined
}
