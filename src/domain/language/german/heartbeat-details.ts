/** The parts that a heartbeat passes, and what became of it. */
export const heartbeatDetails: Readonly<Record<string, string>> = {
  'the worker died while sending': 'der Worker starb beim Senden',
  'the INI cannot be used: {reason}': 'die INI ist nicht brauchbar: {reason}',
  'heartbeating was switched off': 'Heartbeats wurden ausgeschaltet',
  'its time was over before it could be sent': 'seine Zeit war vorbei, bevor er gesendet werden konnte',
  'was called by the peer {peer}, which has the duty':
    'wurde vom Nachbarn {peer} aufgerufen, der den Dienst hat',
  'waits for the peer that has the duty': 'wartet auf den Nachbarn, der den Dienst hat',
  'the gates cannot be read: {why}': 'die Bedingungen sind nicht lesbar: {why}',
  'the URL or the frequency was changed after the press; press again for the saved ones':
    'die URL oder der Abstand wurde nach dem Drücken geändert; noch einmal drücken für die gespeicherten',
  'a gate was closed for a moment, and is open again':
    'eine Bedingung war kurz nicht erfüllt und ist es wieder',
  'taken {n} s after {clock}, when its time was over':
    '{n} s nach {clock} übernommen, als seine Zeit vorbei war',
  'taken {n} s after {clock}, when its time was over; the first attempt ended with {result}':
    '{n} s nach {clock} übernommen, als seine Zeit vorbei war; der erste Versuch endete mit {result}',
  'not in use while heartbeating is Off': 'nicht in Gebrauch, solange Heartbeats aus sind',
  'not known while Redis cannot be reached': 'nicht bekannt, solange Redis nicht erreichbar ist',
  'not needed: a peer has the duty': 'nicht nötig: Ein Nachbar hat den Dienst',
  'done after {n} ms': 'fertig nach {n} ms',
  'not needed': 'nicht nötig',
  'not reached': 'nicht erreicht',
  'no heartbeat was sent yet': 'noch kein Heartbeat wurde gesendet',
  'the last heartbeat passed it': 'der letzte Heartbeat kam hindurch',
  'not known of the last heartbeat': 'vom letzten Heartbeat nicht bekannt',
  'nothing was sent: a gate was closed': 'nichts wurde gesendet: Eine Bedingung war nicht erfüllt',
  'the last result was {result}': 'das letzte Ergebnis war {result}',
  'no tick for {span}: the timer does not run': 'kein Tick seit {span}: Der Timer läuft nicht',
  'no tick yet; one comes every five minutes': 'noch kein Tick; alle fünf Minuten kommt einer',
  'the last tick lies {span} ahead: the clock was set back':
    'der letzte Tick liegt {span} in der Zukunft: Die Uhr wurde zurückgestellt',
  '{reason} (and {n} more)': '{reason} (und {n} weitere)',
  'it has faults': 'sie hat Fehler',
  'the last tick could not use it: {what}': 'der letzte Tick konnte sie nicht gebrauchen: {what}',
  'heartbeating is Off': 'Heartbeats sind aus',
  'every {n} minutes to {what}': 'alle {n} Minuten an {what}',
  'it works now; the last tick: {what}': 'er funktioniert jetzt; der letzte Tick: {what}',
  'nothing is known against it': 'nichts spricht dagegen',
  'it answers now; the last tick could not reach it':
    'sie antwortet jetzt; der letzte Tick konnte sie nicht erreichen',
  'running, started': 'läuft, gestartet',
  'it runs, but {reason}': 'sie läuft, aber {reason}',
  'the last tick got no heartbeat from it: {what}': 'der letzte Tick bekam von ihr keinen Heartbeat: {what}',
  'running again; the last tick could not reach it':
    'läuft wieder; der letzte Tick konnte sie nicht erreichen',
  '{server} takes no heartbeats: {why}': '{server} nimmt keine Heartbeats an: {why}',
  'it answers now, but took no heartbeat of the last tick':
    'er antwortet jetzt, nahm aber keinen Heartbeat des letzten Ticks an',
  'heartbeats are withheld: {reason}': 'Heartbeats werden zurückgehalten: {reason}',
  'open, though {list}': 'offen, obwohl: {list}',
  'open: {names}': 'offen: {names}',
  'a heartbeat has been waiting for {span}': 'ein Heartbeat wartet seit {span}',
  'no worker is running': 'kein Worker läuft',
  'the worker': 'der Worker',
  '{what}: the worker hangs or is gone': '{what}: Der Worker hängt oder ist fort',
  'the last heartbeat was not sent: {reason}': 'der letzte Heartbeat wurde nicht gesendet: {reason}',
  running: 'läuft',
  '{n} are running': '{n} laufen',
  'the sweep of the checks': 'der Durchgang der Prüfungen',
  another: 'ein anderer',
  'one of them': 'einer von ihnen',
  '{what} does not answer: nothing has come from it for {span}':
    '{what} antwortet nicht: Seit {span} kam nichts von ihm',
  '{what} stands still: nothing has come from it for {span}':
    '{what} steht still: Seit {span} kam nichts von ihm',
  'Settings (INI)': 'Einstellungen (INI)',
  'Web app': 'Web-App',
  'Name lookup (DNS)': 'Namensauflösung (DNS)',
  'Connection (TCP)': 'Verbindung (TCP)',
  'Encryption (TLS)': 'Verschlüsselung (TLS)',
  'Request (HTTP)': 'Anfrage (HTTP)',
  "Receiver's answer": 'Antwort des Empfängers',
  Timer: 'Timer',
  Worker: 'Worker',
  Gates: 'Bedingungen',
  '{reason} (and {n} more of the gates)': '{reason} (und {n} weitere der Bedingungen)',
  'there is no check "{name}" for the gate of this name':
    'es gibt keine Prüfung "{name}" für die Bedingung dieses Namens',
  'the gate {name} cannot be read: {why}': 'die Bedingung {name} ist nicht lesbar: {why}',
  '{sentence}, and the maintenance {window} opens the gate':
    '{sentence}, und die Wartung {window} hebt die Bedingung auf',
  '{name} is new: it has not been seen well yet': '{name} ist neu: noch nie in Ordnung gesehen',
  '{name} is {status} since {clock}': '{name} ist {status} seit {clock}',
  '{name} is {status} since {clock} ({why})': '{name} ist {status} seit {clock} ({why})',
  'Choose how often a heartbeat goes out.': 'Wählen, wie oft ein Heartbeat hinausgeht.',
  'it was queued, but is gone from Redis': 'er war in der Schlange, ist aber aus Redis verschwunden',
  'no tick ran: was the power off, or the timer stopped?':
    'kein Tick lief: War der Strom weg, oder der Timer angehalten?',
  'heartbeat.timer is in service, and which URL it calls is not known: {reason}':
    'heartbeat.timer ist in Betrieb, und welche URL er aufruft, ist nicht bekannt: {reason}',
  'heartbeat.timer of the Intervalometerator calls a URL of its own settings every {n} minutes':
    'heartbeat.timer des Intervalometerators ruft alle {n} Minuten eine URL eigener Einstellungen auf',
  'heartbeat.timer of the Intervalometerator calls the same URL every {n} minutes':
    'heartbeat.timer des Intervalometerators ruft alle {n} Minuten dieselbe URL auf',
  'first after boot': 'erster nach dem Start',
  'due every {n} minutes': 'alle {n} Minuten fällig',
  'the last one {what}': 'der letzte {what}',
  'not due': 'nicht fällig',
  'failed ({result})': 'ist fehlgeschlagen ({result})',
  'had no tick': 'hatte keinen Tick',
  'did not get out': 'kam nicht hinaus',
  'intvlm8r-tick.timer is {state}': 'intvlm8r-tick.timer ist {state}',
  'npm start (process {pid}) was stopped, as by Ctrl-Z: no tick comes. Type fg in its terminal, or: kill -CONT {pid}':
    'npm start (Prozess {pid}) wurde angehalten, wie durch Strg-Z: Kein Tick kommt. In seinem Terminal fg eingeben, oder: kill -CONT {pid}',
  'npm start (process {pid}) is gone: start it again': 'npm start (Prozess {pid}) ist fort: neu starten',
  'intvlm8r-tick.timer is disabled: no tick comes after the next boot. Type: sudo systemctl enable intvlm8r-tick.timer':
    'intvlm8r-tick.timer ist deaktiviert: Nach dem nächsten Start kommt kein Tick. Eingeben: sudo systemctl enable intvlm8r-tick.timer',
  'no heartbeat: {reason}': 'kein Heartbeat: {reason}',
  'nothing to do: {why}': 'nichts zu tun: {why}',
  'heartbeat queued as {job}: {why}': 'Heartbeat eingereiht als {job}: {why}',
  'no heartbeat, although {why}: {reason}': 'kein Heartbeat, obwohl {why}: {reason}',
}
