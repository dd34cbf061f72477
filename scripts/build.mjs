// Builds src into dist: every program of src/bin in one file of its own (CommonJS starts faster than ES modules, and
// nothing of node_modules is needed to run it), the browser's modules, the views, the help, and the other files that
// ship.
// build/bundled.json names the libraries that are in them, for scripts/sbom.mjs.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { dictionary } from '@zxcvbn-ts/language-common'
import { build as bundle } from 'esbuild'
import { writeHelpPages } from './help-pages.mjs'
import { translatedScripts } from './translated-scripts.mjs'

const PROGRAMS = ['web', 'worker', 'mail-look', 'zmq', 'redis', 'start', 'intvlm8r']

/** Libraries that are rarely needed, such as by some alerts: in files of their own, read at their first use. */
const ON_DEMAND = [
  'nodemailer',
  'imapflow',
  'yaml',
  'web-push',
  'cronstrue',
  'cronstrue/locales/de.js',
  '@zxcvbn-ts/language-common',
  'otpauth',
  'mqtt',
]
/** Of those, the one that reads texts of the whole world. */
const READS_MAILS = 'imapflow'

/** `@zxcvbn-ts/language-common` -> `language-common` */
const fileOf = library => basename(library.replace('/locales/', '-'), '.js')

/** The most common passwords, of those that are long enough to be taken (SHORTEST in src/domain/access/password). */
const COMMON_PASSWORDS = { most: 10_000, shortest: 8 }

/** The catalogues of the languages but English, each in a file of its own, which is read when its language is in use. */
const CATALOGUES = /\/language\/(german)\/index$/

/** The media types that the web app sends and takes. */
const OUR_TYPES =
  /^(text\/(html|plain|css|javascript|event-stream)|application\/(json|javascript|manifest\+json|octet-stream|x-www-form-urlencoded|x-x509-ca-cert)|image\/(svg\+xml|png))$/

/**
 * Leaves unused parts of the libraries out of the programs, whose source Node keeps in memory:
 * BullMQ's other databases and its schedulers' calendars, the limiters' other stores, the tables of East Asian
 * character sets (forms are UTF-8; mails are not: `withTables`), most of the world's media types, QR codes as PNG. It makes the web app a third
 * smaller.
 */
const lean = withTables => ({
  name: 'lean',
  setup({ onResolve, onLoad, resolve }) {
    // BullMQ's ES modules have no side effects, but its package.json does not declare it.
    onResolve({ filter: /^bullmq$|^\.\.?\// }, async ({ path, pluginData, ...from }) => {
      if (
        pluginData === 'resolved' ||
        (path !== 'bullmq' && !from.importer.includes('/node_modules/bullmq/'))
      )
        return undefined
      const found = await resolve(path, { ...from, pluginData: 'resolved' })
      return { path: found.path, sideEffects: false }
    })
    onResolve({ filter: /^cron-parser$/ }, ({ importer, path }) =>
      importer.includes('/node_modules/bullmq/') ? { path, namespace: 'unused' } : undefined,
    )
    // `debug` takes supports-color where it finds it, and that is a library of the tests.
    onResolve({ filter: /^(pngjs|supports-color)$/ }, ({ path }) => ({ path, namespace: 'unused' }))
    onResolve({ filter: new RegExp(`^(${ON_DEMAND.join('|')})$`) }, ({ kind, path }) =>
      kind === 'entry-point' ? undefined : { path: `./${fileOf(path)}.js`, external: true },
    )
    onResolve({ filter: CATALOGUES }, ({ path }) => ({
      path: `./${CATALOGUES.exec(path)[1]}.js`,
      external: true,
    }))
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }))
    onLoad({ filter: /\/rate-limiter-flexible\/index\.js$/ }, () => ({
      contents: "exports.RateLimiterMemory = require('./lib/RateLimiterMemory')",
    }))
    onLoad({ filter: /\/mime-db\/db\.json$/ }, ({ path }) => {
      const types = Object.entries(JSON.parse(readFileSync(path, 'utf8')))
      const ours = types.filter(([type]) => OUR_TYPES.test(type))
      return { contents: JSON.stringify(Object.fromEntries(ours)), loader: 'json' }
    })
    onLoad({ filter: /\/language-common\/dist\/index\.\w+$/ }, () => {
      const { most, shortest } = COMMON_PASSWORDS
      const list = dictionary['passwords-common'].filter(({ length }) => length >= shortest).slice(0, most)
      const text = JSON.stringify(list.join('\n'))
      return { contents: `exports.dictionary = { 'passwords-common': ${text}.split('\\n') }` }
    })
    // It logs nothing, and other proxies than ours are none of its business.
    onResolve({ filter: /^(pino|socks)$/ }, ({ importer, path }) =>
      importer.includes('/node_modules/imapflow/') ? { path, namespace: 'unused' } : undefined,
    )
    // A broker is reached directly, by mqtt: or mqtts:.
    onResolve({ filter: /^\.\/(socks|ws)$/ }, ({ importer, path }) =>
      importer.includes('/node_modules/mqtt/') ? { path, namespace: 'unused' } : undefined,
    )
    // It makes the tables of a Chinese character set at its start, 8 MB of memory, to compare a class with.
    onLoad({ filter: /\/libmime\/dist\/\w+\/charset\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const contents = text.replace(
        /\w+(?:\.default)?\.getCodec\('gbk'\)\.decoder/,
        "require('iconv-lite/encodings/dbcs-codec')._dbcs.prototype.decoder",
      )
      if (contents === text)
        throw new Error('libmime has changed: see whether it still makes tables at its start')
      return { contents }
    })
    if (!withTables)
      onLoad({ filter: /\/iconv-lite\/encodings\/tables\// }, () => ({ contents: '[]', loader: 'json' }))
  },
})

/** The folders of the libraries of which something is in a file that was made. */
const bundled = new Set()

async function build(options) {
  const { metafile } = await bundle({ ...options, metafile: true })
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [folder] = /^(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+/.exec(path) ?? []
      if (folder !== undefined && bytesInOutput > 0) bundled.add(folder.slice(0, -1))
    }
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

rmSync('dist', { recursive: true, force: true })
mkdirSync('dist/bin', { recursive: true })
mkdirSync('dist/public/js', { recursive: true })
for (const file of readdirSync('public').filter(name => name.includes('.')))
  cpSync(`public/${file}`, `dist/public/${file}`)
cpSync('views', 'dist/views', { recursive: true })
for (const file of ['checker-jobs.py', 'checker_modules.py']) cpSync(`src/probes/${file}`, `dist/${file}`)
cpSync('intvlm8r.example.ini', 'dist/intvlm8r.example.ini')
// Makes the programs independent of the folders around them: Node reads this file first.
writeFileSync('dist/bin/package.json', '{ "type": "commonjs" }\n')

const programs = (entryPoints, more = {}) =>
  build({
    entryPoints,
    outdir: 'dist/bin',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    plugins: [lean(false)],
    minifySyntax: true,
    minifyWhitespace: true,
    define: {
      'process.env.npm_package_version': JSON.stringify(version),
      // Of mqtt: the proxies that it would take here are left out.
      'process.env.MQTTJS_SOCKS_PROXY': 'undefined',
    },
    logLevel: 'warning',
    // Optional parts that are never used: other Redis clients of BullMQ, pino's pretty printer, native packers.
    external: ['zeromq', 'pino-pretty', 'msgpackr-extract', 'node-gyp-build-optional-packages'],
    ...more,
  })
const program = name => ({ in: `src/bin/${name}.ts`, out: name })

/** Parts of the tick in files of their own, which an idle tick leaves unread: src/bin/tick/<name> -> tick-<name>.js. */
const TICK_PARTS = ['check-ini', 'request']
const tickParts = {
  name: 'tick-parts',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/(${TICK_PARTS.join('|')})$`) }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./tick-${basename(path)}.js`, external: true } : undefined,
    )
  },
}

/**
 * The tick prints messages, never a stack, so its names may be short. Its constant TICK_RULES names the build of its part
 * that checks the INI (src/bin/tick/checked-ini).
 */
async function buildTick() {
  const more = { minifyIdentifiers: true, plugins: [tickParts], supported: { 'dynamic-import': false } }
  await programs(
    TICK_PARTS.map(name => ({ in: `src/bin/tick/${name}.ts`, out: `tick-${name}` })),
    more,
  )
  const rules = createHash('sha256').update(readFileSync('dist/bin/tick-check-ini.js')).digest('base64url')
  const define = { 'process.env.TICK_RULES': JSON.stringify(rules.slice(0, 16)) }
  await programs([program('tick')], { ...more, define })
}

/** The scripts of the pages. */
const scripts = (outdir, catalogue = {}) =>
  build({
    // Shared code becomes a module in a file of its own.
    entryPoints: readdirSync('public/js')
      .filter(file => file.endsWith('.ts'))
      .map(file => `public/js/${file}`),
    outdir,
    plugins: [translatedScripts(catalogue)],
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[hash]',
    platform: 'browser',
    target: ['es2022'],
    format: 'esm',
    minify: true,
    logLevel: 'warning',
  })

await Promise.all([
  programs([
    ...PROGRAMS.map(program),
    { in: 'src/domain/language/german/index.ts', out: 'german' },
    ...ON_DEMAND.filter(name => name !== READS_MAILS).map(name => ({ in: name, out: fileOf(name) })),
  ]),
  programs([{ in: READS_MAILS, out: READS_MAILS }], { plugins: [lean(true)] }),
  buildTick(),
  scripts('dist/public/js'),
  build({
    entryPoints: ['style', 'heartbeat', 'watch', 'help', 'pictures'].map(name => `public/css/${name}.css`),
    outdir: 'dist/public',
    bundle: true,
    minify: true,
    logLevel: 'warning',
  }),
])

const { german } = createRequire(import.meta.url)('../dist/bin/german.js')
await scripts('dist/public/js/de', german)

await writeHelpPages()

mkdirSync('build', { recursive: true })
writeFileSync('build/bundled.json', `${JSON.stringify([...bundled].sort(), undefined, 2)}\n`)
