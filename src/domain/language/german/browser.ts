/** Texts of `public/js`, and of the times that it shares with the server. */
export const browser: Readonly<Record<string, string>> = {
  '{n} s': '{n} s',
  '{n} minute': '{n} Minute',
  '{n} minutes': '{n} Minuten',
  '{n} hour': '{n} Stunde',
  '{n} hours': '{n} Stunden',
  '{n} day': '{n} Tag',
  '{n} days': '{n} Tage',
  'just now': 'gerade eben',
  'in {n} s': 'in {n} s',
  'in {n} minute': 'in {n} Minute',
  'in {n} minutes': 'in {n} Minuten',
  'in {n} hours': 'in {n} Stunden',
  'in {n} days': 'in {n} Tagen',
  '{n} s ago': 'vor {n} s',
  '{n} minute ago': 'vor {n} Minute',
  '{n} minutes ago': 'vor {n} Minuten',
  '{n} hours ago': 'vor {n} Stunden',
  '{n} days ago': 'vor {n} Tagen',
  '{day} {date} {month} {clock}': '{day} {date}. {month} {clock}',
  Sun: 'So',
  Mon: 'Mo',
  Tue: 'Di',
  Wed: 'Mi',
  Thu: 'Do',
  Fri: 'Fr',
  Sat: 'Sa',
  Jan: 'Jan.',
  Feb: 'Feb.',
  Mar: 'März',
  Apr: 'April',
  May: 'Mai',
  Jun: 'Juni',
  Jul: 'Juli',
  Aug: 'Aug.',
  Sep: 'Sept.',
  Oct: 'Okt.',
  Nov: 'Nov.',
  Dec: 'Dez.',
  'The first one goes out at {time}.': 'Der erste geht um {time} hinaus.',
  'no URL': 'keine URL',
  'The browser does not allow it; its settings for this page can.':
    'Der Browser erlaubt es nicht; seine Einstellungen für diese Seite können das ändern.',
  'It failed: {reason}': 'Es ist fehlgeschlagen: {reason}',
  'This browser takes no messages.': 'Dieser Browser nimmt keine Meldungen an.',
  'The appliance answered {n}.': 'Das Gerät hat mit {n} geantwortet.',
  'The next times are in your zone ({mine}). The appliance is in {name} ({offset}).':
    'Die nächsten Zeiten stehen in der hiesigen Zeitzone ({mine}). Das Gerät ist in {name} ({offset}).',
  "Times are in your zone ({mine}). Those of pictures, and some in notices and reasons, are the appliance's: {name} ({offset}).":
    'Zeiten stehen in der hiesigen Zeitzone ({mine}). Die von Bildern und manche in Hinweisen und Gründen sind die des Geräts: {name} ({offset}).',
  "The appliance's clock is {span} ahead of yours.":
    'Die Uhr des Geräts geht gegenüber der hiesigen {span} vor.',
  "The appliance's clock is {span} behind yours.":
    'Die Uhr des Geräts geht gegenüber der hiesigen {span} nach.',
  '({n} ticked)': '({n} ausgewählt)',
  Copied: 'Kopiert',
  'Select and copy it': 'Bitte selbst kopieren',
  'The appliance cannot be reached from here. Check the connection and try again.':
    'Das Gerät ist von hier nicht erreichbar. Bitte die Verbindung prüfen und noch einmal versuchen.',
  'No answer since {time}. The page shows how it stood then, and keeps trying.':
    'Keine Antwort seit {time}. Die Seite zeigt den Stand von damals und versucht es weiter.',
  'Not up to date: this is how it stood at {time}. The appliance gives no newer answer; the page keeps trying.':
    'Nicht aktuell: Stand von {time}. Das Gerät gibt keine neuere Antwort; die Seite versucht es weiter.',
  'Old:': 'Alt:',
  'This browser cannot take messages. On an iPhone or iPad, put the page on the home screen first.':
    'Dieser Browser kann keine Meldungen annehmen. Auf iPhone oder iPad die Seite zuerst zum Home-Bildschirm hinzufügen.',
  'This browser does not trust the certificate of the page, and takes messages only where it does: install the certificate, or that of its issuer, on this device.':
    'Dieser Browser vertraut dem Zertifikat der Seite nicht und nimmt nur dann Meldungen an: das Zertifikat oder das seines Ausstellers hier installieren.',
  'This browser takes messages.': 'Dieser Browser nimmt Meldungen an.',
  'This browser takes no messages yet.': 'Dieser Browser nimmt noch keine Meldungen an.',
  'None yet.': 'Noch keiner.',
  'One browser.': 'Ein Browser.',
  '{n} browsers.': '{n} Browser.',
  'Sending …': 'Wird gesendet …',
  'Browsers take messages only from a page that was opened by https, with a certificate that they trust.':
    'Browser nehmen Meldungen nur von einer Seite an, die per https geöffnet wurde, mit einem Zertifikat, dem sie vertrauen.',
  'This browser does not trust the certificate of the page yet, and takes messages only where it does.':
    'Dieser Browser vertraut dem Zertifikat der Seite noch nicht und nimmt nur dann Meldungen an.',
  'You were logged out: {link}, then apply again.':
    'Die Anmeldung ist beendet: {link}, dann erneut übernehmen.',
  'changed, and not saved yet': 'geändert, und noch nicht gespeichert',
  'You were logged out. Your entries are kept: log in when you save.':
    'Die Anmeldung ist beendet. Die Eingaben bleiben: anmelden beim Speichern.',
  'You were logged out: {link}, then press again.': 'Die Anmeldung ist beendet: {link}, dann erneut drücken.',
  'log in in another tab': 'in einem anderen Tab anmelden',
  'Not saved: the appliance answered {n}.': 'Nicht gespeichert: das Gerät hat mit {n} geantwortet.',
  'The settings were changed meanwhile, in another tab or in an editor.':
    'Die Einstellungen wurden inzwischen geändert, in einem anderen Tab oder mit einem Editor.',
  'Asking the appliance…': 'Das Gerät wird gefragt…',
  'No heartbeat: the appliance answered {n}.': 'Kein Heartbeat: das Gerät hat mit {n} geantwortet.',
  'Enter a URL, such as https://example.org/ping.': 'Bitte eine URL eingeben, etwa https://example.org/ping.',
  'Remove the blank in front of the URL.': 'Bitte das Leerzeichen vor der URL entfernen.',
  'Remove the blank after the URL.': 'Bitte das Leerzeichen nach der URL entfernen.',
  'There is a blank inside the URL, a line end; remove it.':
    'In der URL ist ein Leerzeichen, ein Zeilenende; bitte entfernen.',
  'There is a blank inside the URL, one of another width, as documents have them; remove it.':
    'In der URL ist ein Leerzeichen anderer Breite, wie Dokumente sie haben; bitte entfernen.',
  'There is a blank inside the URL; write it as %20, or remove it.':
    'In der URL ist ein Leerzeichen; bitte als %20 schreiben oder entfernen.',
  'Use slashes (/) instead of backslashes (\\).': 'Bitte Schrägstriche (/) statt umgekehrter (\\) benutzen.',
  'Remove the quotes around the URL.': 'Bitte die Anführungszeichen um die URL entfernen.',
  'Remove the angle brackets (< >) around the URL.': 'Bitte die spitzen Klammern (< >) um die URL entfernen.',
  'Write % in place of %%, which is how the Intervalometerator writes it.':
    'Bitte % statt %% schreiben; so schreibt es der Intervalometerator.',
  'Write & in place of &amp;, which is how the source of a page writes it.':
    'Bitte & statt &amp; schreiben; so steht es im Quelltext einer Seite.',
  'There is an invisible character ({what}) {when}; remove it, or type the URL anew.':
    'Da ist ein unsichtbares Zeichen ({what}) {when}; bitte entfernen oder die URL neu eintippen.',
  'soft hyphen': 'weiches Trennzeichen',
  'zero-width space': 'Leerzeichen ohne Breite',
  'zero-width non-joiner': 'Nichtverbinder ohne Breite',
  'zero-width joiner': 'Verbinder ohne Breite',
  'mark for writing from left to right': 'Zeichen für Schrift von links nach rechts',
  'mark for writing from right to left': 'Zeichen für Schrift von rechts nach links',
  'word joiner': 'Wortverbinder',
  'byte order mark': 'Byte Order Mark',
  'control character': 'Steuerzeichen',
  'in front of the URL': 'vor der URL',
  'after the URL': 'nach der URL',
  'at place {n} of the URL': 'an Stelle {n} der URL',
  'Add https: (or http:) in front.': 'Bitte https: (oder http:) davor setzen.',
  'There is a colon missing: write https:// (or http://).':
    'Ein Doppelpunkt fehlt: bitte https:// (oder http://) schreiben.',
  'Add https:// (or http://) in front.': 'Bitte https:// (oder http://) davor setzen.',
  'Only http:// and https:// can be used, not {scheme}:.':
    'Möglich sind nur http:// und https://, nicht {scheme}:.',
  'Write two slashes after {scheme}:, as in {scheme2}://example.org/ping.':
    'Nach {scheme}: bitte zwei Schrägstriche schreiben, wie in {scheme2}://example.org/ping.',
  'The host is missing: a name or an address belongs after the two slashes.':
    'Der Rechner fehlt: nach den beiden Schrägstrichen gehört ein Name oder eine Adresse hin.',
  'Put an IPv6 address in square brackets, as in http://[fd00::5]/ping.':
    'Eine IPv6-Adresse bitte in eckige Klammern setzen, wie in http://[fd00::5]/ping.',
  'The port after the colon has to be a number from 1 to 65535.':
    'Der Port nach dem Doppelpunkt muss eine Zahl von 1 bis 65535 sein.',
  'The host "{host}" is not a valid name or address.':
    'Der Rechner "{host}" ist kein gültiger Name und keine gültige Adresse.',
  'The address {host} is not complete: write it as in 192.168.1.5.':
    'Die Adresse {host} ist nicht vollständig: bitte schreiben wie 192.168.1.5.',
}
