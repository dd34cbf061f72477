/**
 * For vitest's `setupFiles`: a test that expects nothing, also since the list that it goes through is empty, passes in vain,
 * and so fails here. Tests that run side by side share one count, and are left out.
 */
import { Test } from 'supertest'
import { afterEach, expect } from 'vitest'

/** As supertest has it, beside its declarations. */
const requests = Test.prototype as unknown as { _assertFunction(this: unknown, ...args: unknown[]): unknown }

/** What supertest compares counts as vitest's own. */
function countRequests(): void {
  const compare = requests._assertFunction
  requests._assertFunction = function countedComparison(...args) {
    expect.setState({ assertionCalls: expect.getState().assertionCalls + 1 })
    return compare.apply(this, args)
  }
}
// Files share the process, and with it supertest.
if (requests._assertFunction.name !== 'countedComparison') countRequests()

afterEach(({ task }) => {
  if (task.concurrent || task.result?.state === 'fail' || task.result?.state === 'skip') return
  if (expect.getState().assertionCalls === 0) throw new Error('the test has no expectation: it cannot fail')
})
