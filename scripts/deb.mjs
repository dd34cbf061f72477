// Debian packages, with nothing but dpkg-deb: the files of one in a folder, and the folder as a package.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'

export const run = (program, ...args) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

/** An empty folder for the files of a package. */
export function stage(folder) {
  rmSync(folder, { recursive: true, force: true })

  /** Puts a file, a folder or a text into the package. Folders are 0755, files 0644 unless given. */
  function install(source, target, mode = 0o644) {
    const path = join(folder, target)
    mkdirSync(dirname(path), { recursive: true })
    if (typeof source !== 'string') writeFileSync(path, source.text)
    else if (statSync(source).isDirectory()) {
      for (const entry of readdirSync(source)) install(join(source, entry), join(target, entry))
      return
    } else copyFileSync(source, path)
    chmodSync(path, mode)
  }

  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(folder, join(entry.parentPath, entry.name)))
      .sort()

  const md5 = file =>
    createHash('md5')
      .update(readFileSync(join(folder, file)))
      .digest('hex')

  return {
    install,

    /** Compressed as Debian wants it: the smallest, without a name or a time inside. */
    installGzipped: (text, target) => {
      install({ text }, target)
      run('gzip', '-9n', join(folder, target))
    },

    /** Makes the package, with the control file and the scripts of `source`; the other values fill the control file. */
    build: (deb, { folder: source, scripts, ...values }) => {
      const packed = files()
      const size = packed.reduce((sum, file) => sum + Math.ceil(statSync(join(folder, file)).size / 1024), 0)
      install({ text: packed.map(file => `${md5(file)}  ${file}\n`).join('') }, 'DEBIAN/md5sums')
      const control = Object.entries({ ...values, INSTALLED_SIZE: size }).reduce(
        (text, [name, value]) => text.replaceAll(`@${name}@`, value),
        readFileSync(join(source, 'control'), 'utf8'),
      )
      install({ text: control }, 'DEBIAN/control')
      for (const script of scripts) install(join(source, script), `DEBIAN/${script}`, 0o755)
      // With one thread: the blocks of xz depend on the number of threads.
      run('dpkg-deb', '--root-owner-group', '-Zxz', '--threads-max=1', '--build', folder, deb)
      rmSync(folder, { recursive: true })
    },
  }
}
