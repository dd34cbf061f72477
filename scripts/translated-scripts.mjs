// Translates the scripts of the pages at the build: in each language their sources have its texts in place of the English
// ones, so a page in another language loads no catalogue and weighs hardly more.
import { readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'

/** The functions whose arguments are texts (src/domain/language/text). */
const CALLS = ['t', 'tn', 'mark', 'tStored']
/** A template with fewer letters of its own may be any text. */
const LEAST_LETTERS = 8

/** `{n} checks of {tag}` -> `{} checks of {}` */
const formOf = text => text.replace(/\{\w+\}/g, '{}')
const namesIn = text => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

/** Of a receiver (src/domain/heartbeat/receivers), the functions that only a program that sends heartbeats needs. */
const OF_SENDERS = ['request', 'judge']

/** An esbuild plugin. @param catalogue English sentence -> sentence; empty for English */
export function translatedScripts(catalogue) {
  return {
    name: 'translated-scripts',
    setup({ onLoad }) {
      onLoad({ filter: /\/(?:public\/js|src\/domain)\/.*\.ts$/ }, ({ path }) => {
        const source = translatedSource(readFileSync(path, 'utf8'), path, catalogue)
        const contents = /\/heartbeat\/receivers\//.test(path) ? withoutSending(source, path) : source
        return { contents, loader: 'ts' }
      })
    },
  }
}

/** Leaves out what sends heartbeats: a page only recognises receivers. */
export function withoutSending(source, path) {
  const spans = []
  function visit(node) {
    if (node.type === 'Property' && OF_SENDERS.includes(node.key.name)) spans.push(node)
    else for (const child of childrenOf(node)) visit(child)
  }
  visit(parseSync(path, source).program)
  return spans
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end }) => text.slice(0, start) + text.slice(end).replace(/^\s*,/, ''), source)
}

/** The source with its texts translated. A text without a translation stays as it is. */
export function translatedSource(source, path, catalogue) {
  const forms = new Map(Object.keys(catalogue).map(english => [formOf(english), english]))
  const edits = []
  const isText = node =>
    node?.type === 'Literal' && typeof node.value === 'string' && Object.hasOwn(catalogue, node.value)
  const replace = node =>
    edits.push({ start: node.start, end: node.end, text: JSON.stringify(catalogue[node.value]) })

  function visit(node, isSurelyText) {
    if (node.type === 'ImportDeclaration' || node.type === 'TSLiteralType') return
    if (isText(node)) {
      // A single word may be anything else, such as the name of an event.
      if (isSurelyText || node.value.includes(' ')) replace(node)
      return
    }
    if (node.type === 'TemplateLiteral') template(node)
    const texts =
      (node.type === 'CallExpression' && CALLS.includes(node.callee.name)) ||
      (node.type === 'ArrayExpression' && node.elements.length > 0 && node.elements.every(isText)) ||
      (isSurelyText && node.type === 'ConditionalExpression')
    for (const child of childrenOf(node)) visit(child, texts && child !== node.test)
  }

  function template({ start, end, quasis, expressions }) {
    const english = forms.get(quasis.map(({ value }) => value.cooked).join('{}'))
    if (english === undefined || (formOf(english).match(/[a-z]/gi)?.length ?? 0) < LEAST_LETTERS) return
    const names = namesIn(english)
    const parts = catalogue[english].split(/\{(\w+)\}/).map((part, i) => {
      if (i % 2 === 0) return part.replace(/[`\\$]/g, '\\$&')
      const { start: from, end: to } = expressions[names.indexOf(part)]
      return `\${${source.slice(from, to)}}`
    })
    edits.push({ start, end, text: `\`${parts.join('')}\`` })
  }

  visit(parseSync(path, source).program, false)
  // An edit inside another one is part of that template, and stays English.
  const outer = edits.filter(
    one => !edits.some(other => other !== one && other.start <= one.start && one.end <= other.end),
  )
  return outer
    .sort((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), source)
}

function childrenOf(node) {
  return Object.values(node)
    .flat()
    .filter(child => child !== null && typeof child === 'object' && typeof child.type === 'string')
}
