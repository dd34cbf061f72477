import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namesIn } from '../src/io/redis/keys'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const json = (path: string) => JSON.parse(read(path))

const documents = ['.', 'docs', 'docs/decisions', 'examples']
  .filter(folder => existsSync(join(ROOT, folder)))
  .flatMap(folder => readdirSync(join(ROOT, folder)).map(name => join(folder, name)))
  .filter(path => path.endsWith('.md'))

/** The anchors that GitHub makes of a document's headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('the documents', () => {
  it.each(documents)('%s links only to what there is', path => {
    const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const dead = links.filter(link => {
      if (/^[a-z]+:/.test(link)) return false
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : join(dirname(path), file)
      if (!existsSync(join(ROOT, target))) return true
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor)
    })
    expect(dead).toEqual([])
  })

  it.each(documents)('%s names only files that there are', path => {
    const named = [
      ...read(path).matchAll(/`((?:src|test|docs|deploy|scripts|examples|views|public)\/[\w./-]+)`/g),
    ]
    const layers = [
      ...read(path).matchAll(/`((?:domain|operations|config|io|notifiers|web|wire|bin)\/[\w./-]+)`/g),
    ]
    const isThere = (file: string) => existsSync(join(ROOT, file)) || existsSync(join(ROOT, `${file}.ts`))
    const missing = [
      ...named.filter(([, file = '']) => !isThere(file)),
      ...layers.filter(([, file = '']) => !isThere(`src/${file}`)),
    ]
    expect(missing.map(([, file]) => file)).toEqual([])
  })

  it('docs/architecture.md has every name in Redis', () => {
    const { prefix, backup, watch, alerts, channels, mail, peers, access, messages, queues, ...others } =
      namesIn({})
    const { listener, members, shards, tried, backupChanged, workerCall } = others
    const single = { members, shards, tried, backupChanged, workerCall }
    const names = [backup, watch, alerts, channels, mail, peers, access, messages, queues, single]
      .flatMap((group: Record<string, string | ((of: string) => string)>) => Object.values(group))
      .map(name => (typeof name === 'string' ? name : name('')).replace(`${prefix}:`, ''))
    const text = read('docs/architecture.md')
    expect([...names, listener].filter(name => !text.includes(`\`${name}`))).toEqual([])
  })

  it('in docs are for owners, with a page below /help, or for engineers', () => {
    const lists = [...read('scripts/documents.mjs').matchAll(/ names: \[([^\]]+)\]/g)]
    const forOwners = lists.flatMap(([, list = '']) => list.match(/[\w-]+/g) ?? [])
    const forEngineers = [
      'architecture',
      'performance',
      'oracles',
      'attacks',
      'faults',
      'fleet',
      'kills',
      'mutants',
      'peers-runs',
      'compared',
    ]
    const names = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'))
    const others = names.map(name => name.replace('.md', '')).filter(name => !forEngineers.includes(name))
    expect(others.sort()).toEqual(forOwners.filter(name => name !== 'examples').sort())
  })

  it('README.md has a line for each script', () => {
    const scripts = Object.keys(json('package.json').scripts).filter(name => !name.startsWith('pre'))
    const called = (name: string) => new RegExp(`npm (run )?${name}\\b(?!:)`)
    expect(scripts.filter(name => !called(name).test(read('README.md')))).toEqual([])
  })

  it("README.md's commands get what the build needs, also where NODE_ENV is production", () => {
    const env = { ...process.env, NODE_ENV: 'production' }
    const omitted = execFileSync('npm', ['config', 'get', 'omit'], { cwd: ROOT, env, encoding: 'utf8' })
    expect(omitted).not.toContain('dev')
  })

  it('README.md has fewer than 1,200 words', () => {
    expect(read('README.md').split(/\s+/).length).toBeLessThan(1200)
  })
})

describe('the decisions', () => {
  const FOLDER = 'docs/decisions'
  const files = readdirSync(join(ROOT, FOLDER)).filter(name => name !== 'README.md')

  it('are numbered without a gap, each with its date and its four parts', () => {
    const shape =
      /^# (\d{4}): .+\n\nDate: \d{4}-\d\d-\d\d(, amended \d{4}-\d\d-\d\d)?\n\n## Context\n[\s\S]+\n## Decision\n[\s\S]+\n## Considered\n[\s\S]+\n## Consequences\n[\s\S]+$/
    const numbers = files.sort().map(name => [name.slice(0, 4), shape.exec(read(join(FOLDER, name)))?.[1]])
    expect(numbers).toEqual(
      files.map((_, index) => [String(index + 1).padStart(4, '0'), String(index + 1).padStart(4, '0')]),
    )
  })

  it('stand in the index once each', () => {
    const listed = [...read(`${FOLDER}/README.md`).matchAll(/^- \[(\d{4})\]\((\1-[\w-]+\.md)\) /gm)]
    expect(listed.map(([, , name = '']) => name).sort()).toEqual(files.sort())
  })
})

describe('what stands twice stays alike', () => {
  it('the license of the checkout and of the package', () => {
    const words = (text: string) =>
      text
        .replace(/^ ?\.?$/gm, '')
        .split(/\s+/)
        .filter(word => word !== '')
    const [, holder, text] =
      /^Copyright: (.+)\nLicense: MIT\n([\s\S]+)$/m.exec(read('deploy/debian/copyright')) ?? []
    expect(words(read('LICENSE'))).toEqual(words(`MIT License Copyright (c) ${holder} ${text}`))
    expect(json('package.json').license).toBe('MIT')
  })

  it("the editor's settings and the formatter's", () => {
    const { indentStyle, indentWidth, lineWidth } = json('biome.json').formatter
    expect(read('.editorconfig')).toContain(`indent_style = ${indentStyle}\n`)
    expect(read('.editorconfig')).toContain(`indent_size = ${indentWidth}\n`)
    expect(read('.editorconfig')).toContain(`ts}]\nmax_line_length = ${lineWidth}\n`)
  })

  it("nvm's Node and the oldest that the programs run on", () => {
    expect(json('package.json').engines.node).toBe(`>=${read('.nvmrc').trim()}`)
    const [oldest] = /^\d+\.\d+/.exec(read('.nvmrc')) ?? []
    expect(read('deploy/debian/control')).toContain(`nodejs (>= ${oldest})`)
    expect(read('deploy/install.sh')).toContain(` ge ${oldest} `)
  })
})
