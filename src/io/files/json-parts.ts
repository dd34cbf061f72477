/** JSON that is read piece by piece: the members of its object, and of lists among them the elements one at a time. */

export interface JsonPart {
  readonly key: string
  /** The place in the list that the member is; absent: the member is no list, or an empty one. */
  readonly index?: number
  readonly value: unknown
}

/** The longest single part, in characters: longer ones are refused before they fill the memory. */
const LONGEST_PART = 16 * 1024 * 1024
/** The text that was read is let go in steps of this size. */
const STEP = 64 * 1024

/**
 * The parts in their order. Only one part is held at a time.
 *
 * @throws SyntaxError where the text is no JSON, or no object
 */
export async function* readJsonParts(chunks: AsyncIterable<string>): AsyncGenerator<JsonPart> {
  const text = openText(chunks)
  await text.take('{')
  if (await text.takes('}')) return await text.end()
  do {
    const key = JSON.parse(await text.value()) as unknown
    if (typeof key !== 'string') throw new SyntaxError(`a name is expected instead of ${JSON.stringify(key)}`)
    await text.take(':')
    if (!(await text.takes('['))) yield { key, value: JSON.parse(await text.value()) }
    else if (await text.takes(']')) yield { key, value: [] }
    else {
      let index = 0
      do yield { key, index: index++, value: JSON.parse(await text.value()) }
      while (await text.takes(','))
      await text.take(']')
    }
  } while (await text.takes(','))
  await text.take('}')
  await text.end()
}

/** The text as it comes, from a place in it on. */
function openText(chunks: AsyncIterable<string>) {
  const source = chunks[Symbol.asyncIterator]()
  let held = ''
  let at = 0

  async function more(): Promise<boolean> {
    const { value, done } = await source.next()
    if (done) return false
    held += value
    return true
  }

  /** Goes to the next character that is no blank; undefined at the end. */
  async function next(): Promise<string | undefined> {
    for (;;) {
      while (at < held.length) {
        const char = held[at]
        if (char !== ' ' && char !== '\n' && char !== '\r' && char !== '\t') return char
        at++
      }
      if (!(await more())) return undefined
    }
  }

  async function takes(char: string): Promise<boolean> {
    if ((await next()) !== char) return false
    at++
    return true
  }

  /** The place behind the value that begins here. */
  async function endOfValue(): Promise<number> {
    let [place, depth, isInText] = [at, 0, false]
    for (;;) {
      const found = nextOf(isInText ? /["\\]/g : depth === 0 ? /["{}[\],:\s]/g : /["{}[\]]/g, held, place)
      if (found === undefined) {
        place = Math.max(place, held.length)
        if (place - at > LONGEST_PART) throw new SyntaxError('a part is too large')
        if (await more()) continue
        // A number or a word may end the text; JSON.parse judges what is left.
        return held.length
      }
      const char = held[found]
      place = found + 1
      if (isInText && char === '\\') place++
      else if (isInText) isInText = false
      else if (char === '"') isInText = true
      else if (char === '{' || char === '[') depth++
      else if (depth === 0) return found
      else depth--
      if (depth === 0 && !isInText && char !== '\\') return place
    }
  }

  return {
    takes,
    take: async (char: string) => {
      if (await takes(char)) return
      const found = await next()
      const there = found === undefined ? 'the end' : JSON.stringify(found)
      throw new SyntaxError(`${JSON.stringify(char)} is expected instead of ${there}`)
    },
    /** The text of one value. */
    value: async () => {
      await next()
      const end = await endOfValue()
      const value = held.slice(at, end)
      at = end
      if (at > STEP) {
        held = held.slice(at)
        at = 0
      }
      return value
    },
    end: async () => {
      const found = await next()
      if (found !== undefined)
        throw new SyntaxError(`nothing is expected instead of ${JSON.stringify(found)}`)
    },
  }
}

function nextOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from
  return pattern.exec(text)?.index
}
