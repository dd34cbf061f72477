import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../src')
const PUBLIC = join(import.meta.dirname, '../public')

/** The layers that each layer may import, as docs/architecture.md draws them; it may always import itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  operations: ['domain'],
  config: ['domain'],
  io: ['domain'],
  notifiers: ['domain'],
  probes: ['domain'],
  web: ['domain'],
  wire: ['config', 'io', 'notifiers', 'probes', 'domain'],
  bin: ['wire', 'web', 'operations', 'config', 'io', 'domain'],
}

/**
 * The subjects inside each layer, ground first. A subject imports only itself and what stands before it; a file at the
 * root of a layer is its ground (anybody may import it), but for the roofs, which may import everything of their layer.
 */
const SUBJECTS = [
  'language',
  'time',
  'files',
  'redis',
  'ini',
  'pages',
  'net',
  'access',
  'mail',
  'probes',
  'watch',
  'alerts',
  'peers',
  'settings',
  'heartbeat',
  'appliance',
]

/** Layers in that order: `wire` has a file a subject, the others a folder. `bin` has a folder a program, `notifiers` and `probes` a file a kind. */
const BY_SUBJECT = ['domain', 'operations', 'config', 'io', 'web', 'wire']

/** The files of `wire` that are its ground. */
const WIRE_GROUND = ['places', 'connections']

/** Files at the root of a layer that put its subjects together. */
const ROOFS = /^web\/(app|fast-path)\.ts$/

/** Each big library has one door. */
const DOORS: Readonly<Record<string, RegExp>> = {
  bullmq: /^io\/redis\/bullmq\.ts$/,
  ioredis: /^io\/redis\/quiet-redis\.ts$/,
  'ioredis/built/connectors/StandaloneConnector.js': /^io\/redis\/connector\.ts$/,
  'node-schedule': /^io\/appliance\/five-minutes\.ts$/,
  ini: /^config\//,
  express: /^web\//,
  'express-session': /^(web|io)\//,
  ejs: /^web\//,
  helmet: /^web\//,
  qrcode: /^(web\/pages\/qr-code|bin\/shared\/qr-code)\.ts$/,
  otpauth: /^io\/access\/one-time-codes\.ts$/,
  '@zxcvbn-ts/language-common': /^io\/access\/common-passwords\.ts$/,
  accepts: /^web\/pages\/compressed\.ts$/,
  compression: /^web\/app\.ts$/,
  'rate-limiter-flexible': /^web\//,
  imapflow: /^io\/mail\/imap-client\.ts$/,
  yaml: /^config\/(watch\/checklist|appliance\/gatus-file)\.ts$/,
  nodemailer: /^notifiers\/smtp\.ts$/,
  'nodemailer/lib/addressparser': /^notifiers\/mail-addresses\.ts$/,
  mqtt: /^notifiers\/broker\.ts$/,
  cronstrue: /^io\/watch\/schedule-words\.ts$/,
  zeromq: /^io\/watch\/zmq-(library|sockets)\.ts$/,
  pino: /^io\/appliance\/log\.ts$/,
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
/** The subject that a file belongs to; undefined for a file at the root of its layer. */
function subjectOf(path: string): string | undefined {
  const parts = path.replace(/\.ts$/, '').split('/')
  if (parts[0] === 'wire') return WIRE_GROUND.includes(parts[1] ?? '') ? undefined : parts[1]
  return parts.length > 2 ? parts[1] : undefined
}
const local = ({ path, imports }: Source) =>
  imports.filter(name => name.startsWith('.')).map(name => join(dirname(path), name))

it('the sources are found', () => {
  expect(sources.length).toBeGreaterThan(500)
})

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

  it('has only the known subjects inside a layer', () => {
    const folders = sources
      .filter(({ path }) => BY_SUBJECT.includes(folderOf(path)))
      .map(({ path }) => subjectOf(path))
      .filter(subject => subject !== undefined)
    expect([...new Set(folders)].sort()).toEqual([...SUBJECTS].sort())
  })

  it.each(
    sources
      .filter(({ path }) => BY_SUBJECT.includes(folderOf(path)) && !ROOFS.test(path))
      .map(one => [one.path, one] as const),
  )('%s imports only subjects that stand before its own', (path, source) => {
    const own = subjectOf(path)
    const within = local(source).filter(target => folderOf(target) === folderOf(path))
    const later = within.filter(target => {
      const other = subjectOf(`${target}.ts`)
      if (ROOFS.test(`${target}.ts`)) return true
      if (other === undefined) return false
      return own === undefined || SUBJECTS.indexOf(other) > SUBJECTS.indexOf(own)
    })
    expect(later).toEqual([])
  })

  it('has no cycles', () => {
    const graph = new Map(sources.map(source => [source.path.replace(/\.ts$/, ''), local(source)]))
    expect([...graph.values()].flat().filter(name => !graph.has(name))).toEqual([])
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

  it('commands print through one door, which leaves a terminal nothing to obey', () => {
    const printing = sources.filter(
      ({ path, text }) => path.startsWith('bin/commands/') && /\bconsole\./.test(text),
    )
    const qrCode = 'bin/commands/password.ts'
    expect(printing.map(({ path }) => path)).toEqual([qrCode, 'bin/commands/print.ts'])
  })

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

  it('every comment names its subject first', () => {
    const pages = filesBelow(PUBLIC)
      .filter(file => file.endsWith('.ts'))
      .map(file => ({ path: relative(SRC, file), text: readFileSync(file, 'utf8') }))
    const riddles = [...sources, ...pages].flatMap(({ path, text }) =>
      (text.match(/^ *(?:\*|\/\/|\/\*\*) *(?:What|Who|Those|One|Whoever|Whose) .*/gm) ?? []).map(
        line => `${path}: ${line.trim()}`,
      ),
    )
    expect(riddles).toEqual([])
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
    visit('bin/tick/request')
    expect([...libraries]).toEqual([])
    visit('bin/tick/check-ini')
    expect([...libraries]).toEqual(['ini'])
  })
})
