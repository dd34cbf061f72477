/** The faults of the files of a layer, all at once, each behind a switch: those of Stryker's instrumenter, and our own of Lua. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Mutant } from '@stryker-mutator/api/core'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import { filesOf, type Layer } from './layers'
import { type LuaFault, luaFaultsOf, withFault } from './lua-faults'

/** A fault: `id` switches it on, `place` names file, line and column (both from 1). */
export interface Fault {
  readonly id: string
  readonly file: string
  readonly place: string
  /** What it changes, in one line. */
  readonly words: string
}

export interface Switched {
  readonly faults: readonly Fault[]
  /** The text of each file with its switches, by absolute path. */
  readonly files: Readonly<Record<string, string>>
  readonly lua: readonly LuaFault[]
}

const quiet = () => {}
const LOGGER = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
}

/** Makes the switches, or reads those in `kept` that this program made of the same texts. */
export async function switchesOf(layer: Layer, kept: string): Promise<Switched> {
  const texts = new Map(filesOf(layer).map(name => [resolve(name), readFileSync(name, 'utf8')]))
  const key = createHash('sha256')
    .update(JSON.stringify([...texts, readFileSync(process.argv[1] ?? '', 'utf8')]))
    .digest('hex')
  const old: Switched & { key?: string } = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {}
  if (old.key === key) return old
  const code = [...texts].filter(([name]) => name.endsWith('.ts'))
  const { files: changed, mutants } = await new Instrumenter(LOGGER).instrument(
    code.map(([name, content]) => ({ name, content, mutate: true })),
    {
      plugins: null,
      excludedMutations: [],
      ignorers: [{ shouldIgnore: place => shouldIgnore(place as unknown as Place) }],
    },
  )
  const scripts = [...texts].filter(([name]) => name.endsWith('.lua')).flatMap(scriptFaultsOf)
  const made = {
    key,
    faults: [
      ...mutants
        .filter(mutant => mutant.status !== 'Ignored' && !isWording(mutant, texts))
        .map(mutant => faultOf(mutant, texts)),
      ...scripts.map(({ fault }) => fault),
    ],
    files: Object.fromEntries(changed.map(({ name, content }) => [name, content])),
    lua: scripts.map(({ lua }) => lua),
  }
  writeFileSync(kept, JSON.stringify(made))
  return made
}

function scriptFaultsOf([name, source]: readonly [string, string]): { fault: Fault; lua: LuaFault }[] {
  const file = relative(process.cwd(), name)
  return luaFaultsOf(source).map(change => {
    const place = `${file}:${source.slice(0, change.at).split('\n').length}`
    const id = `${file}@${change.at}${change.to}`
    const fault = { id, file, place, words: `${change.from} -> ${change.to || 'left out'}` }
    return { fault, lua: { id, source, changed: withFault(source, change) } }
  })
}

/** The functions whose arguments are texts for people (src/domain/language/text). */
const OF_TEXTS = ['t', 'tn', 'mark', 'tStored']

/** What Stryker tells of a place in the source (of Babel's tree). */
interface Place {
  readonly node: Node
  readonly parentPath?: Place | null
}
interface Node {
  readonly type: string
  readonly name?: string
  readonly callee?: Node
  readonly elements?: readonly (Node | null)[]
  readonly id?: Node
}

/** Wording, and what cannot differ: nobody reads the first element of the `?? []` of a match, `const [, name] = ...`. */
function shouldIgnore({ node, parentPath }: Place): string | undefined {
  const above = parentPath?.node
  if (node.type === 'StringLiteral' && OF_TEXTS.includes(above?.callee?.name ?? '')) return 'wording'
  if (node.type !== 'ArrayExpression' || above?.type !== 'LogicalExpression') return undefined
  const elements = parentPath?.parentPath?.node.id?.elements
  return elements?.[0] === null && node.elements?.length === 0 ? 'never read' : undefined
}

/** Sentences for people and lines of the log may be worded anew without a test, so their loss is no fault here. */
function isWording(mutant: Mutant, texts: ReadonlyMap<string, string>): boolean {
  return mutant.mutatorName === 'StringLiteral' && /\S\s\S/.test(originalOf(mutant, texts))
}

function originalOf(
  { fileName, location: { start, end } }: Mutant,
  texts: ReadonlyMap<string, string>,
): string {
  const lines = (texts.get(fileName) ?? '').split('\n').slice(start.line, end.line + 1)
  const last = lines.length - 1
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column : 0, index === last ? end.column : undefined))
    .join('\n')
}

function faultOf(mutant: Mutant, texts: ReadonlyMap<string, string>): Fault {
  const file = mutant.fileName.slice(process.cwd().length + 1)
  const { line, column } = mutant.location.start
  const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 120)
  return {
    id: mutant.id,
    file,
    place: `${file}:${line + 1}:${column + 1}`,
    words: `${mutant.mutatorName}: ${oneLine(originalOf(mutant, texts))} -> ${oneLine(mutant.replacement)}`,
  }
}
