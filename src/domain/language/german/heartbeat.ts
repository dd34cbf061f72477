/** The page Remote monitoring, its button, and the round trips. */
export const heartbeat: Readonly<Record<string, string>> = {
  'Saved now': 'Jetzt gespeichert',
  'You typed': 'Eingegeben',
  'Discard mine and keep the saved settings':
    'Eingaben verwerfen und die gespeicherten Einstellungen behalten',
  "The address from your receiver, a service such as Healthchecks, Dead Man's Snitch or Uptime Kuma.":
    "Die Adresse vom Empfänger, einem Dienst wie Healthchecks, Dead Man's Snitch oder Uptime Kuma.",
  works: 'funktioniert',
  broken: 'defekt',
  'needs attention': 'braucht Aufmerksamkeit',
  Delivered: 'Zugestellt',
  'Delivered at the second attempt': 'Beim zweiten Versuch zugestellt',
  Missed: 'Verpasst',
  Withheld: 'Zurückgehalten',
  'No heartbeat goes out until the INI is mended:': 'Kein Heartbeat geht hinaus, bis die INI berichtigt ist:',
  'No heartbeat yet': 'Noch kein Heartbeat',
  'Delivered, but answered with a web page: is this the ping URL?':
    'Zugestellt, aber mit einer Webseite beantwortet: Ist das die Ping-URL?',
  'Next heartbeat: <strong>{clock}</strong> <span class="hint">{ago}</span>':
    'Nächster Heartbeat: <strong>{clock}</strong> <span class="hint">{ago}</span>',
  'No heartbeat is due.': 'Kein Heartbeat ist fällig.',
  'Minutes between heartbeats': 'Minuten zwischen Heartbeats',
  Choose: 'Wählen',
  Off: 'Aus',
  'Heartbeat URL': 'Heartbeat-URL',
  Apply: 'Übernehmen',
  'Heartbeat now': 'Heartbeat jetzt',
  Queued: 'In der Schlange',
  Sending: 'Senden',
  Retrying: 'Wiederholen',
  'Last heartbeats': 'Letzte Heartbeats',
  'Not known while Redis cannot be reached.': 'Nicht bekannt, solange Redis nicht erreichbar ist.',
  'in {seconds}': 'in {seconds}',
  'Tap a bar for its time, status and duration. <a href="/monitoring/round-trips">Round trips</a>':
    'Einen Balken antippen für Zeit, Status und Dauer. <a href="/monitoring/round-trips">Umlaufzeiten</a>',
  retried: 'wiederholt',
  missed: 'verpasst',
  withheld: 'zurückgehalten',
  'From the timer to the answer': 'Vom Timer bis zur Antwort',
  'It stops at <strong>{name}</strong>.': 'Es stockt bei: <strong>{name}</strong>.',
  'Late: the {overdue}. It stands at <strong>{name}</strong>.':
    'Überfällig: {overdue}. Er steht bei: <strong>{name}</strong>.',
  'Late: the {overdue}.': 'Überfällig: {overdue}.',
  'The {overdue}.': '{overdue}.',
  'Every part works.': 'Jeder Teil funktioniert.',
  'Nothing is known to be broken.': 'Kein Defekt ist bekannt.',
  'Round trips of heartbeats': 'Umlaufzeiten der Heartbeats',
  'Round trips': 'Umlaufzeiten',
  'From the appliance to the receiver and back': 'Vom Gerät zum Empfänger und zurück',
  'Of the heartbeats that were delivered: from the first byte that leaves to the end of the answer. Where there is no point, none was delivered.':
    'Von den zugestellten Heartbeats: vom ersten Byte, das hinausgeht, bis zum Ende der Antwort. Wo kein Punkt ist, wurde keiner zugestellt.',
  'No heartbeat has been delivered yet.': 'Noch kein Heartbeat wurde zugestellt.',
  'Failed: no answer in time': 'Fehlgeschlagen: keine rechtzeitige Antwort',
  'Failed: no connection': 'Fehlgeschlagen: keine Verbindung',
  'Failed: redirected to where it may not lead, or too often':
    'Fehlgeschlagen: umgeleitet, wohin es nicht führen darf, oder zu oft',
  'Failed: the name could not be looked up': 'Fehlgeschlagen: Der Name ließ sich nicht auflösen',
  'Failed: the encryption or its certificate': 'Fehlgeschlagen: die Verschlüsselung oder ihr Zertifikat',
  'Missed: not sent in time': 'Verpasst: nicht rechtzeitig gesendet',
  'Withheld: a gate was closed': 'Zurückgehalten: Eine Bedingung war nicht erfüllt',
  'Delivered by the peer that has the duty': 'Zugestellt vom Nachbarn, der den Dienst hat',
  'Failed: the receiver did not accept it': 'Fehlgeschlagen: Der Empfänger nahm ihn nicht an',
  Alive: 'Lebt',
  Broken: 'Defekt',
  Late: 'Überfällig',
  'No heartbeat': 'Kein Heartbeat',
  Waiting: 'Wartet',
  'Queued: waiting for the worker': 'In der Schlange: wartet auf den Worker',
  'The first attempt failed; one more follows in some seconds':
    'Der erste Versuch ist fehlgeschlagen; in einigen Sekunden folgt noch einer',
  'Missed: it was not sent': 'Verpasst: Er wurde nicht gesendet',
  'That was with the URL or the frequency before the change: press again for the saved ones.':
    'Das war mit der URL oder dem Abstand vor der Änderung: noch einmal drücken für die gespeicherten.',
  'Delivered, but {detail}': 'Zugestellt, aber {detail}',
  'Not saved: {reason}.': 'Nicht gespeichert: {reason}.',
  'Not saved: the settings were changed meanwhile, in another tab or in an editor. Apply again to save yours instead.':
    'Nicht gespeichert: Die Einstellungen wurden inzwischen geändert, in einem anderen Tab oder in einem Editor. Noch einmal übernehmen, um stattdessen die eigenen zu speichern.',
  'Saved, but no heartbeat goes out until the INI is mended (see below).':
    'Gespeichert, aber kein Heartbeat geht hinaus, bis die INI berichtigt ist (siehe unten).',
  'Saved: heartbeating is Off.': 'Gespeichert: Heartbeats sind aus.',
  'Saved: a heartbeat every {n} minutes to {receiver}.':
    'Gespeichert: alle {n} Minuten ein Heartbeat an {receiver}.',
  'This URL leads to the appliance itself. A heartbeat has to go to another machine, which notices when this one falls silent.':
    'Diese URL führt zum Gerät selbst. Ein Heartbeat muss zu einer anderen Maschine gehen, die merkt, wenn diese verstummt.',
  'Not saved yet: you are logged in again, and here is what you had typed.':
    'Noch nicht gespeichert: wieder angemeldet, und hier stehen die Eingaben von zuvor.',
  'There is no such heartbeat.': 'Diesen Heartbeat gibt es nicht.',
  'No heartbeat: {reason}.': 'Kein Heartbeat: {reason}.',
  'the INI has faults: {reason}': 'die INI hat Fehler: {reason}',
}
