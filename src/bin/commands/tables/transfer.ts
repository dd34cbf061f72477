/** The commands that write what the watch has to a file, and that take it from one. */
import { apply } from '../apply'
import { exportBackup, importFile } from '../backup'
import type { Command } from '../command'
import { UsageError } from '../context'
import { exportIni } from '../export-ini'

export const TRANSFER: Readonly<Record<string, Command>> = {
  export: {
    usage: 'export FILE [--ini|--all]',
    summary: 'write checks, channels and keys to a file, as a backup or for another machine',
    help: 'FILE is replaced as a whole and can be read by its owner only; - is standard output.\nOf API keys only the hashes are in it. It holds the secrets of channels.\nWhat the INI has is not in it: copy intvlm8r.ini as well, or --all: its checks, channels, mail accounts and windows,\ntoo, as if the page had made them. What only an INI may have is named: probes and channels that run a program.\n--ini: writes all checks, channels and mail accounts as sections of an INI, those of the INI too, for apply.',
    takes: [1, 1],
    options: ['ini', 'all'],
    run: ([file = ''], { ini, all }) => {
      if (ini && all) throw new UsageError('--ini has all already; leave --all away')
      return ini ? exportIni(file) : exportBackup(file, { all })
    },
  },
  import: {
    usage: 'import FILE|ADDRESS [--dry-run] [--key FILE]',
    summary: 'add checks and channels of a backup, or of Healthchecks, Uptime Kuma or Gatus',
    help: 'FILE is a file of export, backup.json of the state folder, a list of checks that Healthchecks gave (JSON),\nthe backup (JSON) or kuma.db of Uptime Kuma, or the YAML of Gatus; - is standard input.\nADDRESS is that of a Healthchecks, such as https://healthchecks.io: its checks keep their UUIDs.\n--key: the file with its API key; - is standard input, and a terminal is asked for it.\nPrints what is added (+), what stays as it is here (=), and what is not taken over (-), and why.\nWhat is here already stays as it is, and the same file again changes nothing.\n--dry-run: shows what it would do.\nExit code 0: everything of the file that can be is here. 1: it has faults, each named by its place, and nothing was imported.',
    takes: [1, 1],
    options: ['dry-run', 'key'],
    run: ([file = ''], options) => importFile(file, { isTrial: options['dry-run'], key: options.key }),
  },
  apply: {
    usage: 'apply FILE [--yes] [--prune] [--dry-run]',
    summary: 'make checks, channels and mail accounts as a file says',
    help: 'FILE has sections of an INI ([check.NAME], [channel.NAME], [mail.NAME]), as export --ini writes them,\nor is the JSON of export; - is standard input. It says how things have to be: a second time changes nothing.\nPrints the difference first (+ new, ~ changed, - removed), without secrets, and asks; --yes: without asking.\nA check is known by its id, else its slug, else its name. What the file does not name is listed (?) and stays;\n--prune: it is removed. Parts that stand in the INI of this machine are changed there alone (!).\n--dry-run: prints the difference only.\nExit code 0: everything is as FILE says. 1: it has faults, or a part of it is not as it says.',
    takes: [1, 1],
    options: ['yes', 'prune', 'dry-run'],
    run: ([file = ''], { yes, prune, ...options }) =>
      apply(file, { yes, prune, isTrial: options['dry-run'] }),
  },
}
