import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Runtime dependencies of which nothing is in the programs, with the reason. */
const LEFT_OUT = [
  // The command line of qrcode, and its pictures.
  ...[
    'yargs',
    'yargs-parser',
    'y18n',
    'cliui',
    'decamelize',
    'camelcase',
    'find-up',
    'locate-path',
    'p-locate',
  ],
  ...['p-limit', 'p-try', 'path-exists', 'get-caller-file', 'require-directory', 'require-main-filename'],
  ...[
    'set-blocking',
    'string-width',
    'strip-ansi',
    'ansi-regex',
    'ansi-styles',
    'wrap-ansi',
    'color-convert',
  ],
  ...['color-name', 'emoji-regex', 'is-fullwidth-code-point', 'which-module', 'pngjs'],
  // That of web-push.
  'minimist',
  // Schedulers of BullMQ; the version of node-schedule stays.
  'cron-parser',
  // Threads that write logs.
  ...['pino-abstract-transport', 'process-warning', 'real-require', 'split2'],
  // The word list is unpacked when the programs are built.
  '@zxcvbn-ts/dictionary-compression',
  // Under Node, otpauth takes Node's own hashes.
  'otpauth/node_modules/@noble/hashes',
  // The log of imapflow, the web sockets of mqtt, and the proxies of both, which the build leaves out.
  ...['imapflow/node_modules/pino', 'imapflow/node_modules/real-require', 'ws'],
  ...['socks', 'ip-address', 'smart-buffer'],
  // The command line of mqtt, its timers in browsers, and what Node has itself or only types need.
  ...['commist', 'help-me', 'concat-stream', 'concat-stream/node_modules/readable-stream', 'typedarray'],
  ...['buffer-from', 'util-deprecate', 'worker-factory', 'worker-timers-worker', '@babel/runtime'],
  ...['buffer', 'base64-js', 'ieee754', 'events', '@types/node', '@types/readable-stream', '@types/ws'],
  'undici-types',
  // For prebuilt packers in C++, which are optional.
  'detect-libc',
]

interface Locked {
  readonly version: string
  readonly integrity: string
  readonly dev?: true
  readonly optional?: true
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}
const print = () => execFileSync(process.execPath, [join(ROOT, 'scripts/sbom.mjs')], { encoding: 'utf8' })
const document = JSON.parse(print())

test('the list of libraries has exactly those of the lock file that are in the programs', () => {
  const runtime = Object.entries(packages).filter(([path, { dev, optional }]) => path && !dev && !optional)
  const inside = runtime
    .filter(([path]) => !LEFT_OUT.map(name => `node_modules/${name}`).includes(path))
    .map(([path, { version, integrity }]) => ({
      name: `${path.split('node_modules/').at(-1)}@${version}`,
      hash: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex'),
    }))
  const listed = document.components.map((one: Component) => ({
    name: `${one.name}@${one.version}`,
    hash: one.hashes[0]?.content,
  }))
  const byName = (all: readonly { readonly name: string }[]) =>
    [...new Map(all.map(one => [one.name, one])).values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  expect(listed.length).toBeGreaterThan(80)
  expect(byName(listed)).toEqual(byName(inside))
  expect(listed).toHaveLength(byName(listed).length)
})

interface Component {
  readonly name: string
  readonly version: string
  readonly hashes: readonly { readonly content: string }[]
  readonly licenses: readonly { readonly license?: { readonly id: string }; readonly expression?: string }[]
}

test('it is CycloneDX 1.5: every library has a license, and every reference leads to a library', () => {
  expect(document).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: expect.stringMatching(
      /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/,
    ),
    metadata: { component: { type: 'application', name: 'intvlm8r-heartbeat' } },
  })
  for (const { licenses } of document.components as Component[])
    expect(licenses[0]?.license?.id ?? licenses[0]?.expression).toMatch(/^\S/)
  const refs = document.components.map((one: { readonly 'bom-ref': string }) => one['bom-ref'])
  const depended = new Set(
    document.dependencies.flatMap(({ dependsOn }: { readonly dependsOn: readonly string[] }) => dependsOn),
  )
  expect([...depended].filter(ref => !refs.includes(ref))).toEqual([])
  // Every library is there for another one, or for the appliance itself.
  expect(refs.filter((ref: string) => !depended.has(ref))).toEqual([])
})

test('the same commit gives the same bytes, and no time but that of the commit', () => {
  expect(print()).toBe(print())
  expect(document.metadata).not.toHaveProperty('timestamp')
})
