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
import { alertTexts } from './alert-texts'
import { appliance } from './appliance'
import { browser } from './browser'
import { channelKinds } from './channel-kinds'
import { channelPages } from './channel-pages'
import { checkForm } from './check-form'
import { checkList } from './check-list'
import { checkPage } from './check-page'
import { connections } from './connections'
import { deliveries } from './deliveries'
import { faults } from './faults'
import { frame } from './frame'
import { heartbeat } from './heartbeat'
import { heartbeatDetails } from './heartbeat-details'
import { looks } from './looks'
import { mail } from './mail'
import { net } from './net'
import { peers } from './peers'
import { probeKinds } from './probe-kinds'
import { receivers } from './receivers'
import { reports } from './reports'
import { statusPages } from './status-pages'
import { watchWords } from './watch-words'

export const german: Readonly<Record<string, string>> = {
  ...access,
  ...alertTexts,
  ...appliance,
  ...browser,
  ...channelKinds,
  ...channelPages,
  ...checkForm,
  ...checkList,
  ...checkPage,
  ...connections,
  ...deliveries,
  ...faults,
  ...frame,
  ...heartbeat,
  ...heartbeatDetails,
  ...looks,
  ...mail,
  ...net,
  ...peers,
  ...probeKinds,
  ...receivers,
  ...reports,
  ...statusPages,
  ...watchWords,
}
