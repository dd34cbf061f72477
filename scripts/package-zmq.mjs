// node_modules/zeromq -> build/intvlm8r-heartbeat-zmq_<version>_<architecture>.deb for each architecture that the library
// comes ready-made for: its code, one addon of its many, and the unit. The program itself is in the main package.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stage } from './deb.mjs'

const NAME = 'intvlm8r-heartbeat-zmq'
const LIBRARY = 'node_modules/zeromq'
const LOADER = 'node_modules/cmake-ts'
const INTO = 'usr/lib/intvlm8r-heartbeat'
/** Debian's name -> Node's. */
const ARCHITECTURES = { amd64: 'x64', arm64: 'arm64' }

/** @returns the files that were made; none where the library is not installed */
export function packageZmq({ version, day, maintainer }) {
  if (!existsSync(LIBRARY)) return []
  return Object.entries(ARCHITECTURES).map(([debian, node]) => {
    const { install, installGzipped, build } = stage('build/package-zmq')
    installLibrary(install, node)
    for (const unit of ['intvlm8r-zmq.service', 'intvlm8r-zmq.path'])
      install(`deploy/zmq/${unit}`, `usr/lib/systemd/system/${unit}`)
    install('deploy/debian/copyright', `usr/share/doc/${NAME}/copyright`)
    const licenses = ['LICENSE.txt', 'LICENSE_MPL-2.0.txt'].map(file =>
      readFileSync(join(LIBRARY, file), 'utf8'),
    )
    installGzipped(licenses.join('\n'), `usr/share/doc/${NAME}/bundled-licenses.txt`)
    installGzipped(
      `${NAME} (${version}) stable; urgency=medium\n\n  * See CHANGELOG.md in the sources.\n\n -- ${maintainer}  ${day}\n`,
      `usr/share/doc/${NAME}/changelog`,
    )
    const deb = `build/${NAME}_${version}_${debian}.deb`
    build(deb, {
      folder: 'deploy/zmq',
      scripts: ['postinst', 'prerm', 'postrm'],
      VERSION: version,
      ARCHITECTURE: debian,
    })
    return deb
  })
}

/** The library reads an addon by its manifest, the newest of the machine's kind first; one is enough, since its interface is stable. */
function installLibrary(install, architecture) {
  for (const file of readdirSync(join(LIBRARY, 'lib')).filter(name => name.endsWith('.js')))
    install(join(LIBRARY, 'lib', file), join(INTO, LIBRARY, 'lib', file))
  install(join(LIBRARY, 'package.json'), join(INTO, LIBRARY, 'package.json'))
  for (const file of ['package.json', 'build/loader.js'])
    install(join(LOADER, file), join(INTO, LOADER, file))
  const manifest = JSON.parse(readFileSync(join(LIBRARY, 'build/manifest.json'), 'utf8'))
  const fitting = Object.entries(manifest).filter(([kind]) => {
    const { os, arch, libc } = JSON.parse(kind)
    return os === 'linux' && arch === architecture && libc === 'glibc'
  })
  // The one that the library would try first: the others want a newer C library than Debian 12 has.
  const [chosen] = fitting.sort(([a], [b]) => JSON.parse(b).abi - JSON.parse(a).abi)
  if (chosen === undefined) throw new Error(`zeromq has no addon for ${architecture}`)
  const [kind, addon] = chosen
  install({ text: `${JSON.stringify({ [kind]: addon })}\n` }, join(INTO, LIBRARY, 'build/manifest.json'))
  install(join(LIBRARY, 'build', addon), join(INTO, LIBRARY, 'build', addon))
}
