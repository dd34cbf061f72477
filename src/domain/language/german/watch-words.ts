/** Words of the watch on several pages and in messages: statuses, reasons, and sentences about the whole of it. */
export const watchWords: Readonly<Record<string, string>> = {
  down: 'ausgefallen',
  blind: 'blind',
  late: 'überfällig',
  new: 'neu',
  up: 'läuft',
  paused: 'pausiert',
  unknown: 'unbekannt',
  '{status}, maintenance': '{status}, Wartung',
  '{n} down': '{n} ausgefallen',
  '{n} blind': '{n} blind',
  '{n1} down, {n2} blind': '{n1} ausgefallen, {n2} blind',
  'none down': 'keine ausgefallen',

  // Why a check changed; each completes „die Prüfung fiel aus:“.
  'it checked in': 'sie hat sich gemeldet',
  'it reported a failure': 'sie hat einen Fehler gemeldet',
  'no signal came in time': 'kein Signal kam rechtzeitig',
  'it could not be looked at': 'es war nicht möglich nachzusehen',
  'a run took too long': 'ein Lauf dauerte zu lange',
  'it checked in too often': 'sie hat sich zu oft gemeldet',
  'it was paused': 'sie wurde pausiert',
  'it was resumed': 'sie wurde fortgesetzt',
  'its plan was changed': 'ihr Plan wurde geändert',
  'the watch that gets its signals does not answer': 'die Wache, die ihre Signale bekommt, antwortet nicht',
  'it was looked at, and is well': 'beim Nachsehen war alles in Ordnung',
  'the look failed': 'beim Nachsehen zeigte sich ein Fehler',
  'the look failed: {why}': 'beim Nachsehen zeigte sich ein Fehler: {why}',
  'It checked in.': 'Sie hat sich gemeldet.',
  'It reported a failure.': 'Sie hat einen Fehler gemeldet.',
  'No signal came in time.': 'Kein Signal kam rechtzeitig.',
  'It could not be looked at.': 'Es war nicht möglich nachzusehen.',
  'A run took too long.': 'Ein Lauf dauerte zu lange.',
  'It checked in too often.': 'Sie hat sich zu oft gemeldet.',
  'It was paused.': 'Sie wurde pausiert.',
  'It was resumed.': 'Sie wurde fortgesetzt.',
  'Its plan was changed.': 'Ihr Plan wurde geändert.',
  'The watch that gets its signals does not answer.': 'Die Wache, die ihre Signale bekommt, antwortet nicht.',
  'It was looked at, and is well.': 'Beim Nachsehen war alles in Ordnung.',
  'The look failed.': 'Beim Nachsehen zeigte sich ein Fehler.',
  'The look failed: {why}.': 'Beim Nachsehen zeigte sich ein Fehler: {why}.',

  // The whole of the watch.
  'Nothing is looked at: the worker is not running.': 'Es wird nirgends nachgesehen: der Worker läuft nicht.',
  'Nothing is looked at: the worker stands still.': 'Es wird nirgends nachgesehen: der Worker steht still.',
  '1 check that a stranger may have made waits to be adopted; they alert nobody.':
    '1 Prüfung, die ein Fremder angelegt haben kann, wartet darauf, übernommen zu werden; sie alarmiert niemanden.',
  '{n} checks that strangers may have made wait to be adopted; they alert nobody.':
    '{n} Prüfungen, die Fremde angelegt haben können, warten darauf, übernommen zu werden; sie alarmieren niemanden.',
  'The room for checks that wait is full: {n} had to go, the oldest first, to make room for new ones.':
    'Der Platz für wartende Prüfungen ist voll: {n} mussten gehen, die ältesten zuerst, um Platz für neue zu machen.',
  'check-ins that change a status are refused (503), to be sent again':
    'Meldungen, die einen Status ändern, werden abgewiesen (503), um noch einmal gesendet zu werden',
  'no check can be made, and new messages and signals replace older ones':
    'Prüfungen lassen sich nicht anlegen, und neue Nachrichten und Signale ersetzen ältere',
  'new messages are kept only in place of older ones': 'neue Nachrichten bleiben nur an der Stelle älterer',
  'The watch has used its share of the memory of Redis: {what}.':
    'Die Wache hat ihren Anteil am Speicher von Redis verbraucht: {what}.',
  'The time of {n} more checks has run out, and nobody has judged them yet: they are counted as they were.':
    'Die Zeit von {n} weiteren Prüfungen ist abgelaufen, und noch hat sie niemand beurteilt: sie zählen, wie sie waren.',
  'Nobody is alerted by 1 check, as no channel of its exists: {names}':
    '1 Prüfung alarmiert niemanden, da es keinen ihrer Kanäle gibt: {names}',
  'Nobody is alerted by {n} checks, as no channel of theirs exists: {names}':
    '{n} Prüfungen alarmieren niemanden, da es keinen ihrer Kanäle gibt: {names}',
  'Nobody is alerted by {n} checks, as no channel of theirs exists: {names} and {n2} more':
    '{n} Prüfungen alarmieren niemanden, da es keinen ihrer Kanäle gibt: {names} und {n2} weitere',

  // Notices.
  'Data were lost.': 'Daten gingen verloren.',
  'Checks cannot be read.': 'Prüfungen sind nicht lesbar.',
  'The copy of checks, channels and API keys cannot be written.':
    'Die Kopie von Prüfungen, Kanälen und API-Schlüsseln lässt sich nicht schreiben.',
  'The reason: {reason}. It is tried again by itself. Until then, changes that are not in the copy would be lost with the data of Redis.':
    'Der Grund: {reason}. Es wird von selbst wieder versucht. Bis dahin gingen Änderungen, die nicht in der Kopie sind, mit den Daten von Redis verloren.',
  'The TLS certificate of this page': 'Das TLS-Zertifikat dieser Seite',
  'Expected events are not taken up.': 'Erwartete Ereignisse werden nicht übernommen.',
  'Until this is mended, these items stay as they were before, or are not watched at all, and no check is removed.':
    'Bis das behoben ist, bleiben diese Einträge, wie sie waren, oder werden gar nicht überwacht, und keine Prüfung wird entfernt.',
  'The checklist has faults.': 'Die Prüfliste hat Fehler.',
  'Until this is mended, these checks stay as they were before, or are not watched at all, and no check is removed.':
    'Bis das behoben ist, bleiben diese Prüfungen, wie sie waren, oder werden gar nicht überwacht, und keine Prüfung wird entfernt.',
  'There are {what}; "intvlm8r config check" lists all.':
    'Es gibt {what}; „intvlm8r config check“ nennt alle.',
  '{n} more fault': '{n} weiteren Fehler',
  '{n} more faults': '{n} weitere Fehler',
  'The record of 1 check in Redis is damaged, as by a failing card: nobody watches over it.':
    'Der Eintrag von 1 Prüfung in Redis ist beschädigt, wie durch eine versagende Karte: niemand überwacht sie.',
  'The records of {n} checks in Redis are damaged, as by a failing card: nobody watches over them.':
    'Die Einträge von {n} Prüfungen in Redis sind beschädigt, wie durch eine versagende Karte: niemand überwacht sie.',
  'A restart of Redis puts them back from the copy: sudo systemctl restart intvlm8r-redis, or npm start again.':
    'Ein Neustart von Redis stellt sie aus der Kopie wieder her: sudo systemctl restart intvlm8r-redis, oder noch einmal npm start.',

  // Losses.
  'Single records in Redis were missing or damaged, as by a failing card.':
    'Einzelne Einträge in Redis fehlten oder waren beschädigt, wie durch eine versagende Karte.',
  'Redis came up without data that it had held.': 'Redis startete ohne Daten, die es gehalten hatte.',
  'Lost are the check-ins and states of the checks concerned.':
    'Verloren sind die Signale und Zustände der betroffenen Prüfungen.',
  'Lost are the history of heartbeats, the check-ins and states of all checks, and what was known of alerts.':
    'Verloren sind der Verlauf der Heartbeats, die Signale und Zustände aller Prüfungen und was von Alarmen bekannt war.',
  'Lost is what happened since {time}: heartbeats, check-ins and states of checks, and what was known of alerts.':
    'Verloren ist, was seit {time} geschah: Heartbeats, Signale und Zustände von Prüfungen und was von Alarmen bekannt war.',
  'No check, channel or API key was lost.': 'Keine Prüfung, kein Kanal und kein API-Schlüssel ging verloren.',
  'Put back from the copy of {time}: {list}.': 'Wiederhergestellt aus der Kopie von {time}: {list}.',
  'Put back from the copy: {list}.': 'Wiederhergestellt aus der Kopie: {list}.',
  'Put back from the copy of {time}, the one before the last, since the last one was damaged: {list}. The change that came after it is missing.':
    'Wiederhergestellt aus der Kopie von {time}, der vorletzten, da die letzte beschädigt war: {list}. Die Änderung danach fehlt.',
  'Put back from the copy, the one before the last, since the last one was damaged: {list}. The change that came after it is missing.':
    'Wiederhergestellt aus der vorletzten Kopie, da die letzte beschädigt war: {list}. Die Änderung danach fehlt.',
  'Nothing could be put back: both copies of checks, channels and API keys are damaged. Make them again, or import a file of yours: intvlm8r import FILE.':
    'Nichts war wiederherzustellen: beide Kopien von Prüfungen, Kanälen und API-Schlüsseln sind beschädigt. Noch einmal anlegen oder eine eigene Datei einlesen: intvlm8r import DATEI.',
  'There was no copy of checks, channels and API keys that were made on the page or by the API. Make them again, or import a file of yours: intvlm8r import FILE.':
    'Es gab keine Kopie von Prüfungen, Kanälen und API-Schlüsseln, die auf der Seite oder über die API angelegt wurden. Noch einmal anlegen oder eine eigene Datei einlesen: intvlm8r import DATEI.',
  'A check that was put back is new: it is watched again from its next check-in on. Check in once for each, to be sure.':
    'Eine wiederhergestellte Prüfung ist neu: ab ihrem nächsten Signal wird sie wieder überwacht. Zur Sicherheit für jede einmal melden.',
  'Incidents that were open at a paging service may have to be resolved there by hand.':
    'Vorfälle, die bei einem Alarmdienst offen waren, sind dort vielleicht von Hand zu schließen.',
  '{n} channel': '{n} Kanal',
  '{n} channels': '{n} Kanäle',
  '{n} mail account': '{n} Mailkonto',
  '{n} mail accounts': '{n} Mailkonten',
  '{n} window of maintenance': '{n} Wartungsfenster',
  '{n} windows of maintenance': '{n} Wartungsfenster',
  '{n} note on outages': '{n} Notiz zu Ausfällen',
  '{n} notes on outages': '{n} Notizen zu Ausfällen',
  '{n} API key': '{n} API-Schlüssel',
  '{n} API keys': '{n} API-Schlüssel',

  // Messages by 0MQ.
  'Messages by 0MQ are not received everywhere.': 'Nachrichten über 0MQ kommen nicht überall an.',
  'It is tried again every few seconds; otherwise change [Zmq] in the INI.':
    'Alle paar Sekunden wird es wieder versucht; sonst [Zmq] in der INI ändern.',
  'Messages by 0MQ are not received.': 'Nachrichten über 0MQ kommen nicht an.',
  'its program does not run; type "sudo systemctl status intvlm8r-zmq", or look at what npm start printed':
    'das Programm dafür läuft nicht; „sudo systemctl status intvlm8r-zmq“ eingeben oder nachsehen, was npm start ausgab',
  'The reason: {reason}.': 'Der Grund: {reason}.',
  '0MQ is not available on this machine: there is no library for its processor ({arch}). Everything else works without it':
    '0MQ ist auf dieser Maschine nicht verfügbar: für ihren Prozessor ({arch}) gibt es keine Bibliothek. Alles andere funktioniert ohne',
  '0MQ is not installed: {what}': '0MQ ist nicht installiert: {what}',
  'install the package intvlm8r-heartbeat-zmq (in a checkout: npm install zeromq), then it begins by itself':
    'das Paket intvlm8r-heartbeat-zmq installieren (in einem Checkout: npm install zeromq), dann beginnt es von selbst',
  '{url} cannot be listened at: {reason}': 'auf {url} lässt sich nicht empfangen: {reason}',
  '{url} cannot be connected to: {reason}': 'mit {url} lässt sich keine Verbindung herstellen: {reason}',
  'messages are not read any more: {reason}': 'Nachrichten werden nicht mehr gelesen: {reason}',
  'there are no keys yet; type "sudo intvlm8r zmq keys" on the appliance':
    'es gibt noch keine Schlüssel; auf dem Gerät „sudo intvlm8r zmq keys“ eingeben',
  '{n} message taken': '{n} Nachricht angenommen',
  '{n} messages taken': '{n} Nachrichten angenommen',
  '{n} message taken; dropped: {drops}': '{n} Nachricht angenommen; verworfen: {drops}',
  '{n} messages taken; dropped: {drops}': '{n} Nachrichten angenommen; verworfen: {drops}',
  '{n} of another type': '{n} von anderer Art',
  '{n} with too many frames, or without a sender and an event':
    '{n} mit zu vielen Teilen oder ohne Absender und Ereignis',
  '{n} that are too long': '{n}, die zu lang sind',
  '{n} whose sender or event is no name': '{n}, deren Absender oder Ereignis kein Name ist',
  '{n} without the right word': '{n} ohne das richtige Wort',
  '{n} from unknown senders': '{n} von unbekannten Absendern',
  '{n} from unknown senders (the last: {sender})': '{n} von unbekannten Absendern (der letzte: {sender})',
  '{n} that came too often': '{n}, die zu oft kamen',
  '{n} for which no check is made any more': '{n}, für die keine Prüfung mehr angelegt wird',
  '{n} that could not be written down': '{n}, die sich nicht aufschreiben ließen',
  '{n} that were lost, at most, when the program was killed':
    '{n}, die höchstens verloren gingen, als das Programm abgebrochen wurde',

  // Times.
  '{date} {month}': '{date}. {month}',

  // Words of many pages.
  'kept, not shown': 'gespeichert, nicht gezeigt',
  Group: 'Gruppe',
  Warning: 'Warnung',
  Alerts: 'Alarme',
  Tags: 'Schlagwörter',
  Channel: 'Kanal',
  'Nobody is alerted.': 'Niemand wird alarmiert.',
  Clone: 'Duplizieren',
  Resume: 'Fortsetzen',
  Pause: 'Pausieren',
  Silence: 'Stummschalten',
  'End the silence': 'Stummschaltung beenden',
  Show: 'Zeigen',
  Back: 'Zurück',
  More: 'Weiter',
  Close: 'Schließen',
  Copy: 'Kopieren',

  // Alerts and their delivery.
  trigger: 'Alarm',
  reminder: 'Erinnerung',
  resolve: 'Entwarnung',
  digest: 'Übersicht',
  test: 'Test',
  queued: 'eingereiht',
  retrying: 'wird wiederholt',
  delivered: 'zugestellt',
  dropped: 'fallen gelassen',
  'the lists of the checks are being made anew': 'die Listen der Prüfungen werden gerade neu angelegt',
  'too many changes of one check at once': 'zu viele Änderungen einer Prüfung zugleich',
}
