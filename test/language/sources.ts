/** The texts in the sources: those that are translated where they stand, and all others, with which a stored text may begin. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'

const ROOT = join(import.meta.dirname, '../..')
const CATALOGUES = join(ROOT, 'src/domain/language/german')
/** A template has no more forms than these; its further ones are left out. */
const MOST_FORMS = 64

export interface SourceTexts {
  /** English sentence -> the first file that translates it. */
  readonly keys: ReadonlyMap<string, string>
  /** All literal texts, with `{}` for each place. */
  readonly forms: ReadonlySet<string>
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

/** `{n} checks of {tag}` -> `{} checks of {}` */
export const formOf = (text: string) => text.replace(/\{\w+\}/g, '{}')

export function filesBelow(folder: string, end: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return path === CATALOGUES ? [] : filesBelow(path, end)
    return path.endsWith(end) ? [path] : []
  })
}

/** @param folders of TypeScript files and views, below the root of the project */
export function sourceTexts(folders: readonly string[]): SourceTexts {
  const keys = new Map<string, string>()
  const forms = new Set<string>()
  const below = (end: string) => folders.flatMap(folder => filesBelow(join(ROOT, folder), end))
  for (const file of [...below('.ts'), ...below('.mjs')]) {
    const source = readFileSync(file, 'utf8')
    const translates = /\/language\/text'$/m.test(source)
    const note = (text: string) => translates && !keys.has(text) && keys.set(text, relative(ROOT, file))
    const visit = (node: Node) => {
      if (node.type === 'CallExpression') noteCall(node, note, forms)
      for (const form of formsOf(node)) forms.add(formOf(form))
    }
    walk(parseSync(file, source).program as unknown as Node, visit)
  }
  for (const file of below('.ejs')) {
    const code = [...readFileSync(file, 'utf8').matchAll(/<%(?!#)[-=_]?(.*?)[-_]?%>/gs)].map(
      ([, part]) => part,
    )
    for (const text of calledIn(code.join('\n'))) {
      if (!keys.has(text)) keys.set(text, relative(ROOT, file))
      forms.add(formOf(text))
    }
    for (const [literal] of code.join('\n').matchAll(new RegExp(LITERAL, 'g')))
      forms.add(formOf(textOf(literal).replace(/\$\{[^}]*\}/g, '{}')))
  }
  return { keys, forms }
}

/** The calls that translate, and the first and last of their arguments that are texts. */
const CALLS: Readonly<Record<string, readonly [number, number]>> = {
  t: [0, 0],
  th: [0, 0],
  mark: [0, 0],
  tn: [1, 2],
  thn: [1, 2],
}

function noteCall({ callee, arguments: args }: Node, note: (text: string) => void, forms: Set<string>): void {
  const name = String((callee as Node).name ?? '')
  const [from, to] = Object.hasOwn(CALLS, name) ? CALLS[name]! : [0, -1]
  for (const text of (args as Node[]).slice(from, to + 1).flatMap(literals)) note(text)
  const [, noun] = args as Node[]
  if (name !== 'counted' || noun === undefined) return
  for (const word of formsOf(noun)) for (const end of ['', 's']) forms.add(`{} ${word}${end}`)
}

/** The texts that an argument may be. */
function literals(node: Node): readonly string[] {
  if (node.type === 'ConditionalExpression')
    return [node.consequent, node.alternate].flatMap(each => literals(each as Node))
  return node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : []
}

/** The forms of an expression that is a text: `{}` stands for a value. None for other nodes. */
function formsOf(node: Node): readonly string[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  // A table may have texts as its keys.
  if (node.type === 'Property' && (node.key as Node).type === 'Identifier')
    return [String((node.key as Node).name)]
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    const sides = [node.left, node.right] as Node[]
    if (sides.every(side => formsOf(side).length === 0)) return []
    return joined(sides.map(partsOf))
  }
  if (node.type !== 'TemplateLiteral') return []
  const quasis = (node.quasis as Node[]).map(quasi => [String((quasi.value as { cooked: string }).cooked)])
  const values = (node.expressions as Node[]).map(partsOf)
  return joined(quasis.flatMap((quasi, i) => (values[i] ? [quasi, values[i]] : [quasi])))
}

/** The forms of a value inside a text. */
function partsOf(node: Node): readonly string[] {
  if (node.type === 'ConditionalExpression')
    return [node.consequent, node.alternate].flatMap(each => partsOf(each as Node))
  const own = formsOf(node)
  return own.length > 0 ? own : ['{}']
}

function joined(parts: readonly (readonly string[])[]): readonly string[] {
  return parts.reduce<readonly string[]>(
    (all, part) => all.flatMap(start => part.map(end => start + end)).slice(0, MOST_FORMS),
    [''],
  )
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== null && typeof each === 'object' && typeof each.type === 'string') walk(each, visit)
}

const LITERAL = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/.source

function calledIn(code: string): readonly string[] {
  const one = [...code.matchAll(new RegExp(`\\b(?:t|th|mark)\\(\\s*(${LITERAL})`, 'g'))]
  const two = [...code.matchAll(new RegExp(`\\bth?n\\([^'"\`]*?(${LITERAL})\\s*,\\s*(${LITERAL})`, 'g'))]
  return [...one, ...two].flatMap(([, ...found]) => found.filter(Boolean).map(textOf))
}

/** `'it\'s'` -> `it's` */
function textOf(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1')
}
