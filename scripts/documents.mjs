// The documents for owners: their text stands in docs/ and examples/ once, and becomes the pages below /help
// (help-pages.mjs) and the manual pages (man-pages.mjs).
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { toString as textOf } from 'mdast-util-to-string'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

/** Names of documents by subject, in the order of the page Help: `docs/NAME.md`, or the file that is given. */
export const SUBJECTS = [
  { title: 'First steps', names: ['receivers', 'troubleshooting', 'log-in', 'backup'] },
  { title: 'What checks in', names: ['examples', 'clients', 'mail', 'zmq', 'expected-events'] },
  { title: 'What the appliance looks at', names: ['probes', 'peers', 'groups'] },
  { title: 'Whom it tells', names: ['channels', 'pictures'] },
  { title: 'From other programs', names: ['moving', 'robopager'] },
  { title: 'Everything else', names: ['ini', 'commands', 'many-machines', 'glossary'] },
]

const FILES = { examples: 'examples/README.md' }

export const NAMES = SUBJECTS.flatMap(({ names }) => names)

/**
 * The name and the anchor of the document that a link of `name` leads to, `{ name: 'ini', anchor: '#https' }`; undefined for
 * a link to anything else.
 */
export function linkedDocument(name, url) {
  const [file, anchor] = url.split('#')
  const fromDocs = file.replace(/^\.\.\/(docs\/)?/, (_, docs) => (docs ? '' : '../'))
  const target =
    file === ''
      ? name
      : fromDocs === '../examples/README.md'
        ? 'examples'
        : /^([\w-]+)\.md$/.exec(fromDocs)?.[1]
  return NAMES.includes(target)
    ? { name: target, anchor: anchor === undefined ? '' : `#${anchor}` }
    : undefined
}

/** The tree (mdast) of a document. That of the commands has the words of `intvlm8r help` in the place of its comment. */
export function documentTree(name) {
  const tree = parse(readFileSync(FILES[name] ?? `docs/${name}.md`, 'utf8'))
  const place = tree.children.findIndex(
    ({ type, value }) => type === 'html' && value.startsWith('<!-- commands -->'),
  )
  if (place >= 0) tree.children.splice(place, 1, ...commandNodes())
  return tree
}

export function titleOf(tree) {
  return textOf(tree.children.find(({ type, depth }) => type === 'heading' && depth === 1))
}

const parse = text => unified().use(remarkParse).use(remarkGfm).parse(text)

/** A heading for each command, its usage, and its help. */
function commandNodes() {
  const commands = JSON.parse(
    execFileSync(process.execPath, ['dist/bin/intvlm8r.js', 'help', '--json'], { encoding: 'utf8' }),
  )
  return commands.flatMap(({ name, usage, help }) => [
    { type: 'heading', depth: 3, children: [{ type: 'text', value: name }] },
    { type: 'code', value: `intvlm8r ${usage}` },
    ...helpNodes(help),
  ])
}

/** Paragraphs, and a list of the options. A line of the help that does not end a sentence goes on in the next one. */
function helpNodes(help) {
  const lines = help.replaceAll(/(?<![.:!?])\n(?!--)/g, ' ').split('\n')
  const nodes = []
  for (const line of lines) {
    const paragraph = { type: 'paragraph', children: inline(line) }
    if (!line.startsWith('--')) nodes.push(paragraph)
    else {
      const item = { type: 'listItem', children: [paragraph] }
      const last = nodes.at(-1)
      if (last?.type === 'list') last.children.push(item)
      else nodes.push({ type: 'list', ordered: false, spread: false, children: [item] })
    }
  }
  return nodes
}

/** Text, in which what stands in backticks is code. */
function inline(text) {
  return text
    .split(/`([^`]+)`/)
    .map((value, index) => ({ type: index % 2 === 1 ? 'inlineCode' : 'text', value }))
    .filter(({ value }) => value !== '')
}
