import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../src')

/** Who may import whom, as docs/decisions.md and the README's floor plan say. A folder may always import itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  operations: ['domain'],
  config: ['domain'],
  io: ['domain'],
  notifiers: ['domain'],
  web: ['domain'],
  wire: ['config', 'io', 'notifiers', 'domain'],
  bin: ['wire', 'web', 'operations', 'config', 'io', 'domain'],
}

/** Each big library has one door. */
const DOORS: Readonly<Record<string, RegExp>> = {
  bullmq: /^io\/bullmq\.ts$/,
  ioredis: /^io\/redis\.ts$/,
  croner: /^io\/schedule\.ts$/,
  'node-schedule': /^io\/scheduler\.ts$/,
  ini: /^config\//,
  express: /^web\//,
  'express-session': /^(web|io)\//,
  ejs: /^web\//,
  helmet: /^web\//,
  qrcode: /^web\//,
  accepts: /^web\/packed\.ts$/,
  compression: /^web\/app\.ts$/,
  'rate-limiter-flexible': /^web\//,
  pino: /^io\/log\.ts$/,
}

interface Source {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}

const sources: Source[] = filesBelow(SRC).map(file => {
  const text = readFileSync(file, 'utf8')
  const imports = [...text.matchAll(/^(?:import|export)\b[^'"`=()]*?\bfrom '([^']+)'/gm)].map(
    match => match[1] ?? '',
  )
  return { path: relative(SRC, file), text, imports }
})

const folderOf = (path: string) => path.replace(/\.ts$/, '').split('/')[0] ?? ''
const local = ({ path, imports }: Source) =>
  imports.filter(name => name.startsWith('.')).map(name => join(dirname(path), name))

describe('the floor plan', () => {
  it('has no folder without a place in it', () => {
    expect([...new Set(sources.map(({ path }) => folderOf(path)))].sort()).toEqual(Object.keys(ARROWS).sort())
  })

  it.each(sources.map(source => [source.path, source] as const))(
    '%s imports only what it may',
    (path, source) => {
      const own = folderOf(path)
      const allowed = [own, ...(ARROWS[own] ?? [])]
      expect(local(source).filter(target => !allowed.includes(folderOf(target)))).toEqual([])
      const libraries = source.imports.filter(name => !name.startsWith('.') && !name.startsWith('node:'))
      for (const library of libraries) expect(path).toMatch(DOORS[library] ?? /^only named libraries$/)
    },
  )

  it('has no cycles', () => {
    const graph = new Map(sources.map(source => [source.path.replace(/\.ts$/, ''), local(source)]))
    const done = new Set<string>()
    function visit(node: string, trail: readonly string[]): void {
      expect(trail, `${[...trail, node].join(' -> ')}`).not.toContain(node)
      if (done.has(node)) return
      for (const next of graph.get(node) ?? []) visit(next, [...trail, node])
      done.add(node)
    }
    for (const node of graph.keys()) visit(node, [])
  })
})

describe('the rules of the house', () => {
  const inside = (...folders: string[]) => sources.filter(({ path }) => folders.includes(folderOf(path)))

  it('domain and operations read no clock', () => {
    const clocks = inside('domain', 'operations').filter(({ text }) =>
      /Date\.now\(|new Date\(\)|performance\.now/.test(text),
    )
    expect(clocks.map(({ path }) => path)).toEqual([])
  })

  it('domain is synchronous and knows no technology', () => {
    const tainted = inside('domain').filter(
      ({ text, imports }) =>
        /\basync\b|\bawait\b/.test(text) || imports.some(name => name.startsWith('node:')),
    )
    expect(tainted.map(({ path }) => path)).toEqual([])
  })

  it('only bin reads the environment', () => {
    const readers = sources.filter(({ path, text }) => folderOf(path) !== 'bin' && /process\.env/.test(text))
    expect(readers.map(({ path }) => path)).toEqual([])
  })

  it('the tick loads no big library', () => {
    const seen = new Set<string>()
    const libraries = new Set<string>()
    function visit(path: string): void {
      if (seen.has(path)) return
      seen.add(path)
      const source = sources.find(({ path: other }) => other === `${path}.ts`)
      for (const name of source?.imports ?? [])
        if (!name.startsWith('.') && !name.startsWith('node:')) libraries.add(name)
      for (const next of source ? local(source) : []) visit(next)
    }
    visit('bin/tick')
    visit('bin/tick-run')
    expect([...libraries]).toEqual(['ini'])
  })
})
