// The documents as pages of the appliance: dist/help/<name>.html, each the content of one page, and dist/help/index.json
// with their titles and sections for the list and the search.
import { mkdirSync, writeFileSync } from 'node:fs'
import GithubSlugger from 'github-slugger'
import { toString as textOf } from 'mdast-util-to-string'
import rehypeStringify from 'rehype-stringify'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { documentTree, linkedDocument, SUBJECTS, titleOf } from './documents.mjs'

const FOLDER = 'dist/help'

export async function writeHelpPages() {
  mkdirSync(FOLDER, { recursive: true })
  const index = []
  for (const { title, names } of SUBJECTS) {
    const pages = []
    for (const name of names) {
      const tree = documentTree(name)
      pages.push({ name, title: titleOf(tree), sections: sectionsOf(tree) })
      writeFileSync(`${FOLDER}/${name}.html`, await htmlOf(name, tree))
    }
    index.push({ title, pages })
  }
  writeFileSync(`${FOLDER}/index.json`, JSON.stringify(index))
}

/** What stands below each heading, as plain text; the anchors are those of GitHub. */
function sectionsOf(tree) {
  const slugs = new GithubSlugger()
  const sections = []
  for (const node of tree.children) {
    if (node.type === 'heading')
      sections.push({ id: slugs.slug(textOf(node)), title: textOf(node), text: '' })
    else if (node.type !== 'html') sections.at(-1).text += `${wordsOf(node)} `
  }
  return sections.map(section => ({ ...section, text: section.text.replace(/\s+/g, ' ').trim() }))
}

/** Cells and items are divided by blanks. */
function wordsOf(node) {
  if (!('children' in node)) return node.value ?? ''
  const isInline = ['paragraph', 'heading', 'tableCell'].includes(node.type)
  return isInline ? textOf(node) : node.children.map(wordsOf).join(' ')
}

async function htmlOf(name, tree) {
  const html = unified()
    .use(() => given => leadWithin(given, name))
    .use(remarkRehype)
    .use(() => anchorHeadings)
    .use(() => given => frameTables(given))
    .use(() => given => makeCopyable(given))
  return unified()
    .use(rehypeStringify, { omitOptionalTags: true })
    .stringify(await html.run(tree))
}

/** Links to other documents lead to their pages; those to files of the sources become plain words. */
function leadWithin(tree, name) {
  visit(tree, 'link', (node, place, parent) => {
    if (/^[a-z]+:/.test(node.url)) return
    const target = linkedDocument(name, node.url)
    if (target === undefined) parent.children.splice(place, 1, ...node.children)
    else node.url = target.name === name ? target.anchor : `/help/${target.name}${target.anchor}`
  })
  // The page has the title above.
  tree.children = tree.children.filter(
    ({ type, depth }) => type !== 'html' && !(type === 'heading' && depth === 1),
  )
}

function anchorHeadings(tree) {
  const slugs = new GithubSlugger()
  visit(tree, 'element', node => {
    if (/^h[2-6]$/.test(node.tagName)) node.properties.id = slugs.slug(textOf(node))
  })
}

/** A wide table moves under the finger, and by the keyboard; a link that fills a cell is as high as a finger. */
function frameTables(tree) {
  let count = 0
  visit(tree, 'element', (node, place, parent) => {
    if (node.tagName === 'td' && node.children.length === 1 && node.children[0].tagName === 'a')
      node.properties.className = ['alone']
    if (node.tagName !== 'table' || parent.properties?.className?.includes('wide')) return
    count += 1
    const properties = { className: ['wide'], tabIndex: 0, role: 'region', ariaLabel: `Table ${count}` }
    parent.children[place] = { type: 'element', tagName: 'div', properties, children: [node] }
  })
}

/** Each block of code has a button that copies it. */
function makeCopyable(tree) {
  let count = 0
  visit(tree, 'element', (node, place, parent) => {
    if (node.tagName !== 'pre' || parent.properties?.className?.includes('recipe')) return
    count += 1
    const id = `code-${count}`
    const [code] = node.children
    code.properties = { id }
    node.properties.tabIndex = 0
    const properties = {
      type: 'button',
      className: ['second', 'copy'],
      dataCopy: id,
      ariaLabel: `Copy lines ${count}`,
      hidden: true,
    }
    const button = {
      type: 'element',
      tagName: 'button',
      properties,
      children: [{ type: 'text', value: 'Copy' }],
    }
    const frame = { className: ['recipe'] }
    parent.children[place] = { type: 'element', tagName: 'div', properties: frame, children: [button, node] }
  })
}
