// dist -> build/intvlm8r-heartbeat_<version>_all.deb, and that for 0MQ, with nothing but dpkg-deb, and beside it the list of the libraries
// inside (.cdx.json). The same commit gives the same bytes: all times are the commit's, all owners root, all modes set
// here.
//
//   node scripts/package.mjs [--version VERSION]    another version than package.json's (to try an upgrade)
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run, stage } from './deb.mjs'
import { manPages } from './man-pages.mjs'
import { packageZmq } from './package-zmq.mjs'
import { sbom } from './sbom.mjs'

const NAME = 'intvlm8r-heartbeat'
const STAGE = 'build/package'

process.chdir(join(import.meta.dirname, '..'))
const { version: ownVersion } = JSON.parse(readFileSync('package.json', 'utf8'))
const { values } = parseArgs({ options: { version: { type: 'string', default: ownVersion } } })
const { version } = values

/** Seconds since the epoch: SOURCE_DATE_EPOCH, or the last commit, or (an unpacked archive) package.json's own time. */
function sourceDate() {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH)
  if (existsSync('.git')) return Number(run('git', 'log', '-1', '--format=%ct'))
  return Math.floor(statSync('package.json').mtimeMs / 1000)
}

/** The licenses of all bundled libraries, as their authors require. */
function bundledLicenses() {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  return Object.entries(packages)
    .filter(
      ([path, { dev, optional }]) =>
        path.startsWith('node_modules/') && !dev && !optional && existsSync(path),
    )
    .map(([path, { version, license }]) => {
      const file = readdirSync(path).find(name => /^licen[cs]e/i.test(name))
      const text = file === undefined ? `License: ${license}` : readFileSync(join(path, file), 'utf8').trim()
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      return `${'-'.repeat(72)}\n${name} ${version}\n\n${text}\n`
    })
    .join('\n')
}

const date = sourceDate()
process.env.SOURCE_DATE_EPOCH = String(date)
process.umask(0o022)

run('node', 'scripts/build.mjs')
const { install, installGzipped, build } = stage(STAGE)

install('dist', `usr/lib/${NAME}`)
chmodSync(join(STAGE, `usr/lib/${NAME}/bin/intvlm8r.js`), 0o755)
install('deploy/debian/intvlm8r', 'usr/bin/intvlm8r', 0o755)
install('deploy/debian/run-job', `usr/lib/${NAME}/run-job`, 0o755)
install('deploy/debian/free-port.js', `usr/lib/${NAME}/free-port.js`)
install('deploy/debian/original-units', `usr/lib/${NAME}/original-units`, 0o755)
install('deploy/completion/intvlm8r', 'usr/share/bash-completion/completions/intvlm8r')
for (const unit of readdirSync('deploy/systemd').filter(name => /\.(service|socket|timer)$/.test(name))) {
  install(`deploy/systemd/${unit}`, `usr/lib/systemd/system/${unit}`)
}
// The folder of root's own jobs.
mkdirSync(join(STAGE, 'etc/intvlm8r/jobs.d'), { recursive: true })
install('deploy/systemd/sysusers.conf', `usr/lib/sysusers.d/${NAME}.conf`)
install('deploy/systemd/tmpfiles.conf', `usr/lib/tmpfiles.d/${NAME}.conf`)
install('deploy/systemd/sysctl.conf', `usr/lib/sysctl.d/60-${NAME}.conf`)
install('deploy/debian/copyright', `usr/share/doc/${NAME}/copyright`)
for (const { path, text } of await manPages(date)) installGzipped(text, `usr/share/man/${path}`)
installGzipped(bundledLicenses(), `usr/share/doc/${NAME}/bundled-licenses.txt`)

const maintainer = /^Maintainer: (.*)$/m.exec(readFileSync('deploy/debian/control', 'utf8'))[1]
const changelogDay = new Date(date * 1000).toUTCString().replace('GMT', '+0000')
installGzipped(
  `${NAME} (${version}) stable; urgency=medium\n\n  * See CHANGELOG.md in the sources.\n\n -- ${maintainer}  ${changelogDay}\n`,
  `usr/share/doc/${NAME}/changelog`,
)

const deb = `build/${NAME}_${version}_all.deb`
build(deb, { folder: 'deploy/debian', scripts: ['preinst', 'postinst', 'prerm', 'postrm'], VERSION: version })
writeFileSync(
  `build/${NAME}_${version}.cdx.json`,
  `${JSON.stringify(sbom({ version, date }), undefined, 2)}\n`,
)
console.log(deb)
// On its own line of output stands the main package alone: scripts take it from there.
for (const other of packageZmq({ version, day: changelogDay, maintainer })) console.error(other)
