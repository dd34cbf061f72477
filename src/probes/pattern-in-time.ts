/** Regular expressions of the owner, on texts of others: the wrong text can make one take for ever. */
import { createContext, Script } from 'node:vm'

/** Milliseconds for one match. */
export const MATCH_MS = 200

const script = new Script('new RegExp(source, flags).test(text)')
let context: { source?: string; flags?: string; text?: string } | undefined

/** Whether the expression matches; undefined when that takes too long, which only a sandbox can end. */
export function matchInTime({ source, flags }: RegExp, text: string): boolean | undefined {
  context ??= createContext({})
  Object.assign(context, { source, flags, text })
  try {
    return script.runInContext(context, { timeout: MATCH_MS }) === true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  } finally {
    context.text = ''
  }
}
