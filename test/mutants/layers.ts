import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NEAREST, nearestFirst } from './nearest'

/** A layer of the source whose small faults are tried, and the tests that have to notice them. */
export interface Layer {
  /** Globs of its files. */
  readonly files: readonly string[]
  /** The beginnings of paths that are left out. */
  readonly except?: readonly string[]
  /** Globs of its own tests. */
  readonly tests: readonly string[]
  /** Globs of tests of other layers, which try what its own have not noticed. */
  readonly more?: readonly string[]
  /** The share of faults that has to be noticed, 0 to 1. */
  readonly aim: number
  /** The folder of the suite that the tests belong to, where it is not that of `npm test`. */
  readonly suite?: string
}

const TESTS = '/**/*.test.ts'
const testsIn = (...names: readonly string[]) => names.map(name => `test/${name}${TESTS}`)

export const LAYERS: Readonly<Record<string, Layer>> = {
  domain: {
    files: ['src/domain/**/*.ts'],
    // Words alone, which the tests in test/language compare with the pages.
    except: ['src/domain/language/german/'],
    tests: testsIn('domain', 'property'),
    more: testsIn('config', 'notifiers', 'operations', 'probes'),
    aim: 0.9,
  },
  operations: {
    files: ['src/operations/**/*.ts'],
    tests: testsIn('operations'),
    aim: 0.9,
  },
  config: {
    files: ['src/config/**/*.ts'],
    tests: testsIn('config'),
    aim: 0.9,
  },
  io: {
    files: ['src/io/**/*.ts'],
    tests: testsIn('io', 'wire'),
    more: testsIn('operations', 'web', 'bin'),
    aim: 0.8,
  },
  web: {
    files: ['src/web/**/*.ts'],
    tests: testsIn('web'),
    aim: 0.8,
  },
  notifiers: {
    files: ['src/notifiers/**/*.ts'],
    tests: testsIn('notifiers'),
    aim: 0.8,
  },
  probes: {
    files: ['src/probes/**/*.ts'],
    tests: testsIn('probes'),
    aim: 0.8,
  },
  scripts: {
    files: ['src/io/**/*.lua'],
    tests: testsIn('io'),
    aim: 0.8,
  },
  bin: { files: ['src/bin/**/*.ts'], tests: testsIn('bin'), aim: 0.75 },
  browser: {
    files: ['public/js/**/*.ts'],
    tests: testsIn('browser'),
    aim: 0.75,
    suite: 'browser',
  },
}

/** The files that a layer's globs name. */
export function filesOf({ files, except = [] }: Layer): string[] {
  return files.flatMap(filesLike).filter(file => !except.some(start => file.startsWith(start)))
}

/** The files that a glob names: a folder, and an ending; or one file. */
export function filesLike(glob: string): string[] {
  const [folder = '', ending] = glob.split('/**/*')
  if (ending === undefined) return [glob]
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith(ending))
    .map(file => join(folder, file))
    .sort()
}

/** A layer, by its name; or one file of it, by its path, with the tests of its subject and those nearest to it. */
export function layerOf(name: string): Layer | undefined {
  const whole = LAYERS[name]
  if (whole !== undefined) return whole
  const layer = Object.values(LAYERS).find(({ files }) => files.some(glob => filesLike(glob).includes(name)))
  if (layer === undefined) return undefined
  const tests = layer.tests.flatMap(filesLike)
  const subject = dirname(name).replace(/^src/, 'test')
  const own = tests.filter(test => dirname(test) === subject)
  return {
    ...layer,
    files: [name],
    tests: [...new Set([...own, ...nearestFirst(name, tests).slice(0, NEAREST)])],
  }
}
