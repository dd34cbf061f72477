import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../run'

const NAMES: Readonly<Record<string, string>> = {
  'intvlm8r-tick.timer': 'heartbeat.timer',
  'intvlm8r-tick.service': 'heartbeat.service',
  'intvlm8r-boot.service': 'heartbeat-boot.service',
}
const SCRIPTS = ['postinst', 'prerm', 'postrm']

/** A package as it was up to 1.0.0, made from one of today: with the units' old names, and that release's own scripts. */
export function packageWithOldNames(deb: string, version: string): { deb: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-old-names-'))
  const tree = join(folder, 'tree')
  run('dpkg-deb', '--raw-extract', deb, tree)
  const units = join(tree, 'usr/lib/systemd/system')
  for (const [name, old] of Object.entries(NAMES)) renameSync(join(units, name), join(units, old))
  for (const unit of readdirSync(units)) {
    const text = readFileSync(join(units, unit), 'utf8')
    writeFileSync(join(units, unit), text.replaceAll('intvlm8r-tick.', 'heartbeat.'))
  }
  const control = join(tree, 'DEBIAN')
  rmSync(join(control, 'preinst'))
  rmSync(join(control, 'md5sums'))
  for (const script of SCRIPTS) copyFileSync(join(import.meta.dirname, script), join(control, script))
  run('chmod', '755', ...SCRIPTS.map(script => join(control, script)))
  const text = readFileSync(join(control, 'control'), 'utf8')
  writeFileSync(join(control, 'control'), text.replace(/^Version: .*$/m, `Version: ${version}`))
  const packed = join(folder, `intvlm8r-heartbeat_${version}_all.deb`)
  run('dpkg-deb', '--root-owner-group', '-Zgzip', '--build', tree, packed)
  return { deb: packed, remove: () => rmSync(folder, { recursive: true }) }
}
