/** The commands for the INI, the log and the version. */
import { version } from '../../shared/environment'
import type { Command } from '../command'
import { configCheck, configImport } from '../config'
import { logs } from '../logs'
import { print } from '../print'

export const INSTALLATION: Readonly<Record<string, Command>> = {
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
