/**
 * A condition about an answer in JSON: a path, perhaps with a comparison. Pure.
 *
 * `$.status = ok`, `$.queue[0].size < 100`, `$.list.length > 0`, `$["odd name"] != "a b"`, `$.list[-1].ready`. A path is
 * made of `.name`, `["name"]` and `[index]`, where a negative index counts from the end; `.length` of a list is the number
 * of its entries. The value is JSON, or else plain text. A path alone: something is there that is neither null nor false.
 */

export interface JsonCondition {
  readonly path: readonly (string | number)[]
  readonly comparison?: { readonly operator: Operator; readonly value: unknown }
}

const COMPARISONS = {
  '=': isSame,
  '==': isSame,
  '!=': (found, value) => !isSame(found, value),
  '<=': (found, value) => ordered(found, value, order => order <= 0),
  '>=': (found, value) => ordered(found, value, order => order >= 0),
  '<': (found, value) => ordered(found, value, order => order < 0),
  '>': (found, value) => ordered(found, value, order => order > 0),
} as const satisfies Readonly<Record<string, (found: unknown, value: unknown) => boolean>>
type Operator = keyof typeof COMPARISONS

const STEP = /^(?:\.([\p{L}\w$-]+)|\[(-?\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\])/u

/** Undefined for text of another form. */
export function parseJsonCondition(text: string): JsonCondition | undefined {
  let rest = text.trim()
  if (!rest.startsWith('$')) return undefined
  rest = rest.slice(1)
  const path: (string | number)[] = []
  for (;;) {
    const [whole, name, index, quoted] = STEP.exec(rest) ?? []
    if (whole === undefined) break
    if (index !== undefined) path.push(Number(index))
    else {
      const step = name ?? read(quoted ?? '')
      if (typeof step !== 'string') return undefined
      path.push(step)
    }
    rest = rest.slice(whole.length)
  }
  if (rest.trim() === '') return { path }
  const [, operator, written = ''] = /^\s*(==?|!=|<=|>=|<|>)\s*(.*)$/.exec(rest) ?? []
  if (operator === undefined || written === '') return undefined
  const value = read(written)
  return {
    path,
    comparison: { operator: operator as Operator, value: value === undefined ? written : value },
  }
}

export function jsonConditionProblem(text: string): string | undefined {
  return parseJsonCondition(text) === undefined
    ? 'has to be a path, perhaps with a comparison, such as $.status = ok or $.disks[0].free > 10'
    : undefined
}

/** Whether the condition holds, and what stands at its path; undefined: nothing does. */
export function judgeJson(
  { path, comparison }: JsonCondition,
  document: unknown,
): { readonly holds: boolean; readonly found: unknown } {
  let found = document
  for (const step of path) found = stepInto(found, step)
  if (comparison === undefined)
    return { holds: found !== undefined && found !== null && found !== false, found }
  // Nothing at all is equal to nothing and also differs from nothing: the answer has lost its form.
  return { holds: found !== undefined && COMPARISONS[comparison.operator](found, comparison.value), found }
}

function stepInto(from: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(from) ? from.at(step) : undefined
  return typeof from === 'object' && from !== null && Object.hasOwn(from, step)
    ? (from as Readonly<Record<string, unknown>>)[step]
    : undefined
}

function isSame(found: unknown, value: unknown): boolean {
  if (typeof found === 'object' && found !== null) return JSON.stringify(found) === JSON.stringify(value)
  // A number in quotes is the number that was written: APIs differ in that.
  return found === value || (found !== null && value !== null && String(found) === String(value))
}

/** Numbers by their size; texts, such as dates, by their characters. */
function ordered(found: unknown, value: unknown, holds: (order: number) => boolean): boolean {
  const [one, other] = [found, value].map(each =>
    typeof each === 'number' || (typeof each === 'string' && each.trim() !== '') ? Number(each) : Number.NaN,
  )
  if (one !== undefined && other !== undefined && !Number.isNaN(one) && !Number.isNaN(other))
    return holds(one - other)
  if (typeof found !== 'string' || typeof value !== 'string') return false
  return holds(found < value ? -1 : found > value ? 1 : 0)
}

function read(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // Plain text.
  }
}
