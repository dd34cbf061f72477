// The documents as manual pages: intvlm8r(1) has the commands, intvlm8r.ini(5) the settings, and intvlm8r-<name>(7) each of
// the others.
import { toString as textOf } from 'mdast-util-to-string'
import remarkMan from 'remark-man'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { documentTree, linkedDocument, NAMES, titleOf } from './documents.mjs'

const OWN_NAMES = { commands: ['intvlm8r', 1], ini: ['intvlm8r.ini', 5] }
const pageOf = name => OWN_NAMES[name] ?? [`intvlm8r-${name}`, 7]

/** `{ path: 'man1/intvlm8r.1', text }` of each manual page; `date` in seconds since the epoch. */
export async function manPages(date) {
  return Promise.all(
    NAMES.map(async name => {
      const [title, section] = pageOf(name)
      const tree = documentTree(name)
      const description = titleOf(tree)
      const man = unified()
        .use(() => given => forPaper(given, name))
        .use(remarkMan, {
          name: title,
          section,
          description,
          date: new Date(date * 1000),
          version: 'intvlm8r',
        })
      const text = man.stringify(await man.run(tree))
      return { path: `man${section}/${title}.${section}`, text }
    }),
  )
}

/** Tables become lists, as their cells hold sentences; links to documents name their manual pages. */
function forPaper(tree, name) {
  tree.children = tree.children.filter(
    ({ type, depth }) => type !== 'html' && !(type === 'heading' && depth === 1),
  )
  visit(tree, 'table', (table, place, parent) => {
    parent.children[place] = listOf(table)
  })
  visit(tree, 'link', (node, place, parent) => {
    if (/^[a-z]+:/.test(node.url)) return
    const target = linkedDocument(name, node.url)
    const reference =
      target === undefined || target.name === name
        ? []
        : [{ type: 'text', value: ` (${pageOf(target.name).join('(')}))` }]
    parent.children.splice(place, 1, ...node.children, ...reference)
  })
}

/** A row becomes an item: its first cell, or the first two where the first holds for several rows, then the others. */
function listOf({ children: [head, ...rows] }) {
  const titles = head.children.map(({ children }) => children)
  const isGrouped = rows.some(({ children: [first] }) => first.children.length === 0)
  const inBrackets = textOf(head.children[0]) === 'section'
  let group = []
  const children = rows.map(({ children: cells }) => {
    const [first, ...others] = cells.map(({ children }) => children)
    if (first.length > 0) group = first
    const rest = isGrouped ? others.slice(1) : others
    const section = inBrackets ? [text('['), ...group, text('] ')] : [...group, text(', ')]
    const key = isGrouped ? [...section, ...others[0]] : group
    const named = rest.flatMap((cell, index) => {
      if (cell.length === 0) return []
      const title = titles[index + (isGrouped ? 2 : 1)]
      return index === 0 ? [text(': '), ...cell] : [text('; '), ...title, text(': '), ...cell]
    })
    return {
      type: 'listItem',
      children: [{ type: 'paragraph', children: [{ type: 'strong', children: key }, ...named] }],
    }
  })
  return { type: 'list', ordered: false, spread: false, children }
}

const text = value => ({ type: 'text', value })
