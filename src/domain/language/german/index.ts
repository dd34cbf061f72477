/**
 * The German texts by their English sentences; no other file of `src` imports them but by `import()`.
 *
 * Words: check = Prüfung, heartbeat = Heartbeat, alert = Alarm (a message: Meldung), channel = Kanal, silence =
 * stummschalten, acknowledge = quittieren, down = ausgefallen, up = läuft, late = überfällig, paused = pausiert, new = neu,
 * tag = Schlagwort, peer = Nachbar, group = Gruppe, watch = Wache, grace = Karenz, period = Abstand, schedule = Zeitplan,
 * maintenance window = Wartungsfenster, remote monitoring = Fernüberwachung, receiver = Empfänger, check-in = Meldung, gate =
 * Bedingung, probe = Messung, appliance = Gerät, log in = anmelden, key = Schlüssel, settings = Einstellungen, status page =
 * Statusseite. Buttons have an infinitive (`Test senden`), sentences address nobody where that is possible.
 */
import { access } from './access'
import { appliance } from './appliance'
import { browser } from './browser'
import { checkForm } from './check-form'
import { checkList } from './check-list'
import { checkPage } from './check-page'
import { faults } from './faults'
import { frame } from './frame'
import { mail } from './mail'
import { net } from './net'
import { peers } from './peers'
import { watchWords } from './watch-words'

export const german: Readonly<Record<string, string>> = {
  ...access,
  ...appliance,
  ...browser,
  ...checkForm,
  ...checkList,
  ...checkPage,
  ...faults,
  ...frame,
  ...mail,
  ...net,
  ...peers,
  ...watchWords,
}
