// The lock file, and build/bundled.json of the last build -> a CycloneDX 1.5 document of the libraries inside the programs
// (cyclonedx.org/docs/1.5/json). The same commit gives the same bytes.
//
//   node scripts/sbom.mjs    prints it, without a time
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const read = name => JSON.parse(readFileSync(join(import.meta.dirname, '..', name), 'utf8'))

/** `date`: seconds since the epoch, of the commit. */
export function sbom({ version, date }) {
  const { name, license, packages } = { ...read('package.json'), ...read('package-lock.json') }
  const paths = read('build/bundled.json')
  const libraries = paths.map(path => ({ path, ...packages[path], name: nameIn(path) }))
  const ref = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`
  const self = `pkg:npm/${name}@${version}`
  const byPath = new Map(libraries.map(library => [library.path, library]))
  const refsOf = (path, names) =>
    [...new Set(names.flatMap(name => byPath.get(resolved(path, name, byPath)) ?? []).map(ref))].sort()
  const components = new Map(libraries.map(library => [ref(library), library]))
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      ...(date !== undefined && { timestamp: new Date(date * 1000).toISOString() }),
      component: {
        type: 'application',
        'bom-ref': self,
        name,
        version,
        licenses: licensesOf(license),
        purl: self,
      },
    },
    components: [...components].sort(byKey).map(([purl, { name, version, license, integrity }]) => ({
      type: 'library',
      'bom-ref': purl,
      name,
      version,
      scope: 'required',
      hashes: [hashOf(integrity)],
      licenses: licensesOf(license),
      purl,
    })),
    dependencies: [
      { ref: self, dependsOn: refsOf('', Object.keys(packages[''].dependencies)) },
      ...[...components].sort(byKey).map(([ref, { path, dependencies = {} }]) => ({
        ref,
        dependsOn: refsOf(path, Object.keys(dependencies)),
      })),
    ],
  }
  const { $schema, bomFormat, specVersion, ...rest } = document
  return { $schema, bomFormat, specVersion, serialNumber: serialOf(document), ...rest }
}

const byKey = ([a], [b]) => (a < b ? -1 : 1)

/** `@a/b` of `node_modules/c/node_modules/@a/b`. */
function nameIn(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** The folder in which a library finds another one: its own node_modules, or that of a folder around it. */
function resolved(path, name, known) {
  for (let around = path; ; around = around.slice(0, Math.max(0, around.lastIndexOf('node_modules/') - 1))) {
    const found = `${around === '' ? '' : `${around}/`}node_modules/${name}`
    if (known.has(found) || around === '') return found
  }
}

/** A hash of the lock file, `sha512-<base64>`, in hexadecimal digits. */
function hashOf(integrity) {
  const [, bits, base64] = /^sha(\d+)-(.+)$/.exec(integrity)
  return { alg: `SHA-${bits}`, content: Buffer.from(base64, 'base64').toString('hex') }
}

/** An SPDX id, or an expression of several. */
function licensesOf(license) {
  return [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }]
}

/** A UUID of the content (version 8 of RFC 9562): a random one would differ with every build. */
function serialOf(document) {
  const hex = createHash('sha256').update(JSON.stringify(document)).digest('hex')
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}a${hex.slice(17, 32)}`
  return `urn:uuid:${digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`
}

if (process.argv[1] === import.meta.filename)
  console.log(JSON.stringify(sbom({ version: read('package.json').version }), undefined, 2))
