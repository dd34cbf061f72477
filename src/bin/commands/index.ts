/** The commands of `intvlm8r`: their words for the help, and the code that runs. */
import { version } from '../shared/environment'
import { addresses } from './address'
import { apply } from './apply'
import type { OptionName, Options } from './arguments'
import { exportBackup, importFile } from './backup'
import { makeCertificate, renewCertificate, showCertificate } from './certificate'
import { pause, resume, show, silence } from './check'
import { checks } from './checks'
import { configCheck, configImport } from './config'
import { UsageError } from './context'
import { deleteChecks } from './delete-checks'
import { discoverChecks } from './discover'
import { exportIni } from './export-ini'
import { heartbeat } from './heartbeat'
import { addKey, keys, revokeKey } from './keys'
import { logs } from './logs'
import { printSetupLink, setPassword } from './password'
import { invitePeer, joinPeer } from './peer'
import { peers } from './peers'
import { ping } from './ping'
import { print } from './print'
import { run } from './run'
import { runCheck } from './run-check'
import { secondFactorOff } from './second-factor'
import { status } from './status'
import { zmqKeys } from './zmq-keys'

export interface Command {
  /** As typed, with its arguments. */
  readonly usage: string
  readonly summary: string
  readonly help: string
  /** The fewest and the most positional arguments. */
  readonly takes: readonly [number, number]
  /** Its options, beside --help. */
  readonly options?: readonly OptionName[]
  /** Returns the exit code. */
  run(args: readonly string[], options: Options): Promise<number>
}

const NAME = 'NAME is the name, the slug or the id of a check.'
const NAME_OR_ADDRESS =
  'NAME is the name, the slug or the id of a check, or its address (http://.../ping/...): that needs no sudo.'

/** By their first word or two, in the order of the overview. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  status: {
    usage: 'status [--json]',
    summary: 'where a heartbeat passes, and where it stops',
    help: 'Prints every organ from the timer to the receiver, with its state and its last time.\nExit code 0: every due heartbeat went out, and the next one can; or heartbeating is off.\nChecks in trouble are named, and are for `intvlm8r checks`.\n1: the last line names the reason why not, or another sender on this machine hides their silence.\n--json: for programs.',
    takes: [0, 0],
    options: ['json'],
    run: (_args, options) => status(options),
  },
  heartbeat: {
    usage: 'heartbeat',
    summary: 'send a heartbeat now and show how it goes',
    help: 'Sends a heartbeat as the button on the page does, and shows each step.\nExit code 0: delivered.',
    takes: [0, 0],
    run: heartbeat,
  },
  checks: {
    usage: 'checks [--json] [--delete] [--tag TAG] [--waiting] [NAME ...]',
    summary: 'all checks of the watch, worst first; or delete several',
    help: 'Prints each check with its status, its last signal and when the next one is due.\nExit code 0: none is down or blind. 1: at least one is, or has a fault in the INI, or none has the names given.\nNAME is the name, the slug or the id of a check; * stands for any characters. --tag TAG: those with that tag.\n--waiting: those that strangers may have made, and that wait to be adopted on the page.\n--delete: deletes what is selected by these, and asks first; --yes: without asking.\n--json: for programs, as the API writes them.',
    takes: [0, Number.POSITIVE_INFINITY],
    options: ['json', 'delete', 'tag', 'waiting', 'yes'],
    run: (names, { tag, waiting, ...options }) => {
      const selection = { names, tag, waiting }
      if (options.yes && !options.delete) throw new UsageError('--yes means nothing here without --delete')
      if (options.json && options.delete) throw new UsageError('--json means nothing here with --delete')
      return options.delete ? deleteChecks(selection, options.yes) : checks(options, selection)
    },
  },
  'checks discover': {
    usage: 'checks discover [FILE] [--dry-run]',
    summary: 'make a check for each line of a crontab',
    help: 'Type: crontab -l | sudo intvlm8r checks discover >new && crontab new\nMakes a check for each line, with its schedule, and prints the crontab with `intvlm8r run` in front of these lines.\nFILE is a crontab, such as /etc/crontab, whose lines name users; without it: standard input.\nLines at boot, and those that have `intvlm8r run` already, stay as they are; again it makes nothing new.\nThe crontab itself is not touched. --dry-run: makes no check either.',
    takes: [0, 1],
    options: ['dry-run'],
    run: ([file], options) => discoverChecks(file, options['dry-run']),
  },
  'check show': {
    usage: 'check show NAME [--json]',
    summary: 'one check, and what happened last',
    help: `${NAME}\nExit code 0: it is not down.\n--json: for programs, with all its signals and flips.`,
    takes: [1, 1],
    options: ['json'],
    run: ([name = ''], options) => show(name, options),
  },
  'check pause': {
    usage: 'check pause NAME',
    summary: 'expect nothing of a check until it is resumed',
    help: `Signals are kept, and nobody is alerted.\n${NAME}`,
    takes: [1, 1],
    run: ([name = '']) => pause(name),
  },
  'check resume': {
    usage: 'check resume NAME',
    summary: 'end the pause of a check',
    help: `It is new until its next signal.\n${NAME}`,
    takes: [1, 1],
    run: ([name = '']) => resume(name),
  },
  'check run': {
    usage: 'check run NAME [--json] [--checklist FILE [--etl FILE]]',
    summary: 'look at once at what a check with a probe looks at',
    help: `Prints the answer, why, and the phases; nothing is recorded, and nobody is alerted.\nExit code 0: it is well. 1: it is not. 2: there is no such check. 3: it could not be looked at.\n--json: for programs; times in milliseconds.\n--checklist: NAME is a check of this list of a Robopager, which need not be taken over; its settings are\n  etl.cfg beside the list, or the file of --etl.\n${NAME}`,
    takes: [1, 1],
    options: ['json', 'checklist', 'etl'],
    run: ([name = ''], options) => runCheck(name, options),
  },
  'check silence': {
    usage: 'check silence NAME [TIME]',
    summary: 'go on watching a check, but alert nobody',
    help: `TIME is a span such as 8h (an hour where none is given), recovery (until it is up again) or off.\n${NAME}`,
    takes: [1, 2],
    run: ([name = '', time]) => silence(name, time),
  },
  ping: {
    usage: 'ping NAME [HOW]',
    summary: 'check in: it works, it failed, it begins',
    help: `HOW is --fail, --start or --exit N (0 is a success, everything else a failure); without it: success.\n${NAME_OR_ADDRESS}\nExit code 0: the signal was taken.`,
    takes: [1, 1],
    options: ['fail', 'start', 'exit'],
    run: ([name = ''], options) => ping(name, options),
  },
  run: {
    usage: 'run NAME -- COMMAND',
    summary: 'run a command, as in a crontab, and check in for it',
    help: `Sends the check the start, the exit code and the last 10,000 bytes of output.\nOutput and exit code pass through, and the command runs even when the watch is away.\n${NAME_OR_ADDRESS}`,
    takes: [2, Number.POSITIVE_INFINITY],
    run: ([name = '', ...command]) => run(name, command),
  },
  peers: {
    usage: 'peers [--json]',
    summary: 'the watches that watch each other, and their answers',
    help: "Prints each peer with its answer: fine, can't mail, no jobs, can't store, clock off, heart late, or no answer;\nsince when, its round trip, and when it asked this watch last.\nExit code 0: the check of none of them is down or blind.\n--json: for programs; times in seconds.",
    takes: [0, 0],
    options: ['json'],
    run: (_args, options) => peers(options),
  },
  'peer invite': {
    usage: 'peer invite [--name NAME] [--contact WHOM] [--url URL]',
    summary: 'print a line with which another watch becomes a peer',
    help: 'The line is good for one peer, for a day. Typed on the other appliance, it sets up both directions.\n--name: what the other one is called here; without it, by the name of its machine.\n--contact: the channel or mail address for alerts about it; without it, the default channels.\n--url: the address at which the other one reaches this watch, where that is not the address of the page.',
    takes: [0, 0],
    options: ['name', 'contact', 'url'],
    run: (_args, options) => invitePeer(options),
  },
  'peer join': {
    usage: 'peer join LINE [--name NAME] [--contact WHOM] [--url URL]',
    summary: 'become a peer of the watch that printed this line',
    help: 'LINE is what `intvlm8r peer invite` printed on the other appliance. Both INIs get a section [peer.NAME].\nThe same line again changes nothing.\n--name, --contact, --url: as for `peer invite`.',
    takes: [1, 1],
    options: ['name', 'contact', 'url'],
    run: ([line = ''], options) => joinPeer(line, options),
  },
  keys: {
    usage: 'keys [--json]',
    summary: 'the API keys, with their last use and their end',
    help: 'Prints each API key with its kind, when it was made, when it was last used (to ten minutes)\nand when it expires. An expired key is refused.\n--json: for programs.',
    takes: [0, 0],
    options: ['json'],
    run: (_args, options) => keys(options),
  },
  'key add': {
    usage: 'key add NAME [--read-only] [--expires TIME]',
    summary: 'make an API key and print it',
    help: 'NAME is a note of its purpose. Only the key itself goes to standard output, and never again.\n--read-only: it can change nothing, and does not see the addresses at which checks check in.\n--expires: TIME is 30d, 90d, 1y or never (where none is given).',
    takes: [1, 1],
    options: ['read-only', 'expires'],
    run: ([name = ''], { expires, ...options }) =>
      addKey(name, options['read-only'] ? 'read' : 'full', expires),
  },
  'key revoke': {
    usage: 'key revoke NAME',
    summary: 'take an API key back',
    help: 'Programs that still use it are refused from then on.',
    takes: [1, 1],
    run: ([name = '']) => revokeKey(name),
  },
  export: {
    usage: 'export FILE [--ini]',
    summary: 'write checks, channels and keys to a file, as a backup or for another machine',
    help: 'FILE is replaced as a whole and can be read by its owner only; - is standard output.\nOf API keys only the hashes are in it. It holds the secrets of channels.\nWhat the INI has is not in it: copy intvlm8r.ini as well.\n--ini: writes all checks, channels and mail accounts as sections of an INI, those of the INI too, for apply.',
    takes: [1, 1],
    options: ['ini'],
    run: ([file = ''], { ini }) => (ini ? exportIni(file) : exportBackup(file)),
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
  'set-password': {
    usage: 'set-password',
    summary: 'set the password of the log-in',
    help: 'Asks for the new password twice; without a terminal, takes it from the first line of standard input.\nEverybody who was logged in has to log in again.',
    takes: [0, 0],
    run: setPassword,
  },
  'second-factor off': {
    usage: 'second-factor off',
    summary: 'let the password alone be enough for the log-in',
    help: 'For an owner who has lost the authenticator and the recovery codes. The page System turns it on again.\nEverybody who was logged in has to log in again.',
    takes: [0, 0],
    run: secondFactorOff,
  },
  'setup-link': {
    usage: 'setup-link',
    summary: 'print the one-time link for choosing the first password',
    help: 'Prints the link that is good until somebody has chosen a password; on a terminal also as a QR code for a phone.',
    takes: [0, 0],
    run: printSetupLink,
  },
  address: {
    usage: 'address',
    summary: 'print the addresses of the page',
    help: 'Prints every address at which a browser in your network finds the page, the likeliest first.\nThey follow [Web] host, port and tlscert of the INI.',
    takes: [0, 0],
    run: addresses,
  },
  'certificate show': {
    usage: 'certificate show',
    summary: 'the fingerprint of the certificate of the page',
    help: "Prints the certificate's fingerprint (SHA-256), its end and its names: compare the fingerprint when a browser warns.",
    takes: [0, 0],
    run: showCertificate,
  },
  'certificate make': {
    usage: 'certificate make',
    summary: 'switch https on, with a self-signed certificate',
    help: 'Makes a self-signed certificate, unless there is one, and names it in the INI. One of your own stays.\nIt is renewed by itself before its end.',
    takes: [0, 0],
    run: makeCertificate,
  },
  'zmq keys': {
    usage: 'zmq keys [SENDER]',
    summary: 'the key that senders by 0MQ need, or a pair for one of them',
    help: 'Prints the public key of the appliance, and makes it the first time. With `curve = on` in [Zmq] senders need it.\nSENDER: makes a pair of keys for a sender and prints them, this once; with `curve = known` nobody else may send.',
    takes: [0, 1],
    run: ([sender]) => zmqKeys(sender),
  },
  'certificate renew': {
    usage: 'certificate renew',
    summary: 'make the self-signed certificate anew',
    help: 'The new one is for the present names and addresses, and has another fingerprint.',
    takes: [0, 0],
    run: renewCertificate,
  },
  'config check': {
    usage: 'config check [FILE]',
    summary: 'check the INI, or FILE',
    help: 'Prints every fault as `[Section] key: reason`. Exit code 0: there is none.',
    takes: [0, 1],
    run: ([file]) => configCheck(file),
  },
  'config import': {
    usage: 'config import FILE [--jobs DIR] [--state FILE] [--checklist FILE]',
    summary: 'take over settings of the Intervalometerator, of a Checker or a Robopager',
    help: 'Reads [Monitoring] heartbeaturl and heartbeatfrequency of FILE, such as an Intervalometerator INI,\nand sets them in ours.\nOf a settings.cfg of Checker: its mail account as a channel, and with --jobs its jobs as checks.\nWith --state, its file of states, jobs that fail there go on failing since then, and are not told of again.\nOf an etl.cfg of Robopager, with --checklist its checklist.yaml: checks, PagerDuty channels, mail account.\nEvery fault of both files is named with its line, and then nothing is taken over.\nIt prints what is not taken over, and why. FILE is left as it is.\nExit code 0: also when FILE has no heartbeat settings; the line says so.',
    takes: [1, 1],
    options: ['jobs', 'state', 'checklist'],
    run: ([file = ''], options) => configImport(file, options),
  },
  logs: {
    usage: 'logs [--follow]',
    summary: 'the latest log lines of the appliance',
    help: 'Shows the journal of all units where systemd runs them, otherwise the line of the last tick:\nwhat gunicorn.error and heartbeat.log are to the Intervalometerator.\n--follow also shows new lines as they come.',
    takes: [0, 0],
    options: ['follow'],
    run: (_args, { follow }) => logs(follow),
  },
  version: {
    usage: 'version',
    summary: 'print the version',
    help: 'Prints the version of the appliance.',
    takes: [0, 0],
    run: async () => {
      print(version)
      return 0
    },
  },
}
