import { expect, it, vi } from 'vitest'
import { routeForever } from '../../../src/operations/alerts/route-forever'

/** A routing whose turns end as listed; the turn after them never ends. */
function routing(...outcomes: (string | undefined)[]) {
  const logged: string[] = []
  let turns = 0
  const turn = async () => {
    if (turns === outcomes.length) return await new Promise<never>(() => {})
    const trouble = outcomes[turns++]
    if (trouble !== undefined) throw new Error(trouble)
  }
  const log = { error: (error: unknown) => void logged.push((error as Error).message) }
  return { ...routeForever(turn, log, 1), logged, turns: () => turns }
}

it('goes on after trouble, and logs the same trouble once until a turn succeeds', async () => {
  const { logged, turns } = routing('a', 'a', 'b', 'a', undefined, 'a', undefined)
  await vi.waitFor(() => expect(turns()).toBe(7), 60_000)
  expect(logged).toEqual(['a', 'b', 'a', 'a'])
})

it('begins no further turn once it is ended, and logs no trouble of the one under way', async () => {
  let fail: (error: Error) => void = () => {}
  const turn = vi.fn(
    () =>
      new Promise<void>((_, reject) => {
        fail = reject
      }),
  )
  const log = { error: vi.fn() }
  const { end } = routeForever(turn, log, 1)
  end()
  fail(new Error('cut'))
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(turn).toHaveBeenCalledTimes(1)
  expect(log.error).not.toHaveBeenCalled()
})
