/** The fields in the body of a check-in. */

type BodyFields = URLSearchParams

/**
 * Returns the fields of a body; undefined for output, which has none; `unreadable` for a form or JSON that cannot be read.
 * The declared type decides little, since curl declares a form for whatever it posts: a body is a form if it has one of
 * the `names`, or, under another type, no other name.
 */
export async function formFields(
  type: string,
  text: string,
  names: ReadonlySet<string>,
): Promise<BodyFields | undefined | 'unreadable'> {
  const isKnown = (name: string) => names.has(name.trim().toLowerCase())
  if (/^multipart\/form-data\b/i.test(type)) return await multipart(type, text)
  const isJson = /^application\/(\S+\+)?json\b/i.test(type)
  if (isJson || text.trimStart().startsWith('{')) {
    const fields = jsonFields(text)
    if (fields === 'unreadable' && (isJson || mentions(text, names))) return fields
    if (fields !== 'unreadable') return fields && [...fields.keys()].some(isKnown) ? fields : undefined
  }
  const fields = new URLSearchParams(text.trim())
  const found = [...fields.keys()]
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type)
  return found.length > 0 && (isForm ? found.some(isKnown) : found.every(isKnown)) ? fields : undefined
}

async function multipart(type: string, text: string): Promise<BodyFields | 'unreadable'> {
  try {
    const form = await new Response(text, { headers: { 'Content-Type': type } }).formData()
    const read = [...form].map(async ([name, value]) => [
      name,
      typeof value === 'string' ? value : await value.text(),
    ])
    return new URLSearchParams(await Promise.all(read))
  } catch {
    return 'unreadable'
  }
}

/** Whether text that is nearly JSON has one of the names; a shell may have taken the quotes away. */
function mentions(text: string, names: ReadonlySet<string>): boolean {
  return [...text.matchAll(/(?<!\w)(\w+)["']?\s*:/g)].some(([, name = '']) => names.has(name.toLowerCase()))
}

/**
 * Undefined for JSON that is no object, and for messages of Alertmanager and Grafana, whose status is that of their
 * alerts.
 */
function jsonFields(text: string): BodyFields | undefined | 'unreadable' {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'unreadable'
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'alerts' in value)
    return undefined
  const entries = Object.entries(value).flatMap(([name, given]) =>
    [given].flat().map((each: unknown) => [name, each] as const),
  )
  const texts = entries.map(([name, given]) => [
    name,
    typeof given === 'object' && given !== null ? JSON.stringify(given) : String(given ?? ''),
  ])
  return new URLSearchParams(texts)
}
