/** The commands for the heartbeat, the checks and their check-ins. */
import { acknowledge, pause, resume, show, silence } from '../check'
import { checks } from '../checks'
import type { Command } from '../command'
import { UsageError } from '../context'
import { deleteChecks } from '../delete-checks'
import { discoverChecks } from '../discover'
import { heartbeat } from '../heartbeat'
import { ping } from '../ping'
import { run } from '../run'
import { runCheck } from '../run-check'
import { status } from '../status'
import { deleteWindow, setWindow, windows } from '../windows'

const NAME = 'NAME is the name, the slug or the id of a check.'
const NAME_OR_ADDRESS =
  'NAME is the name, the slug or the id of a check, or its address (http://.../ping/...): that needs no sudo.'

export const WATCH: Readonly<Record<string, Command>> = {
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
    help: `${NAME}\nExit code 0: it is neither down nor blind, and its probe is run if it has one.\n--json: for programs, with all its signals and flips.`,
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
    help: `It is new. Where it had signalled before, or is awaited from the beginning, its next success is expected from now on.\n${NAME}`,
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
  'check acknowledge': {
    usage: 'check acknowledge NAME [WHO]',
    summary: 'note that somebody takes care of a check that is down',
    help: `Nothing reminds of it, and no further channel gets it, until it is well again; its end is reported as ever.\nWHO is a name (yours where none is given), or off: that takes it back.\n${NAME}\nExit code 1: it is not down.`,
    takes: [1, 2],
    run: ([name = '', who]) => acknowledge(name, who),
  },
  windows: {
    usage: 'windows [--json]',
    summary: 'the windows of maintenance, in which checks alert nobody',
    help: 'Prints each window with its end where it lasts now, its next beginning, and the checks that it is for.\n--json: for programs, as the API writes them.',
    takes: [0, 0],
    options: ['json'],
    run: (_args, options) => windows(options),
  },
  'window set': {
    usage: 'window set NAME KEY=VALUE ...',
    summary: 'make a window of maintenance, or change one',
    help: 'Such as: window set nas-update duration=2h tags=nas announce=mail\nIt begins now where it has neither start=, cron= nor oncalendar=. For all checks: all=on.\nKEYs are those of a section [window.NAME] in the INI; KEY= takes one away.',
    takes: [1, Number.POSITIVE_INFINITY],
    run: ([name = '', ...settings]) => setWindow(name, settings),
  },
  'window delete': {
    usage: 'window delete NAME',
    summary: 'delete a window of maintenance',
    help: 'If it lasts now, the alerts that it held back go out.',
    takes: [1, 1],
    run: ([name = '']) => deleteWindow(name),
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
    usage: 'run NAME [ADDRESS ...] -- COMMAND',
    summary: 'run a command, as in a crontab, and check in for it',
    help: `Sends the check the start, the exit code and the last 10,000 bytes of output.\nOutput and exit code pass through, and the command runs even when the watch is away.\n${NAME_OR_ADDRESS}\nOf several addresses, of the members of a group, the first that takes the signal gets it.`,
    takes: [2, Number.POSITIVE_INFINITY],
    passesThrough: true,
    run: ([name = '', ...command]) => run(name, command),
  },
}
