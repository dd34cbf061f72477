#!/bin/sh
# Installs the heartbeat appliance, or removes it. May be run again at any time.
set -eu

PACKAGE=intvlm8r-heartbeat
INI=/var/lib/intvlm8r/intvlm8r.ini
HERE=$(cd "$(dirname "$0")" && pwd)
CHECKOUT=$(dirname "$HERE")

usage() {
  cat <<END
usage: sudo $0 [--deb FILE] [--import FILE] [--replace-original] [--tls]
       sudo $0 --uninstall        remove it; settings and history stay

  --deb FILE          install that package. Without it: the newest ${PACKAGE}_*_all.deb beside this script; where there
                      is none, one is built from this checkout, and what only the build takes is removed again
  --import FILE       take over the heartbeat URL and frequency of that Intervalometerator INI, without a question;
                      the file stays as it is
  --replace-original  stop and mask the heartbeat.timer and heartbeat.service of an Intervalometerator, without a question
  --tls               make a self-signed certificate, unless there is one, and serve the page by https
END
}

say() { printf '\n==> %s\n' "$*"; }
fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

main() {
  deb=
  import=
  replace=
  tls=
  uninstall=
  while [ $# -gt 0 ]; do
    case "$1" in
      --deb | --import)
        [ $# -ge 2 ] || fail "$1 needs the path of a file"
        if [ "$1" = --deb ]; then deb=$2; else import=$2; fi
        shift
        ;;
      --replace-original) replace=yes ;;
      --tls) tls=yes ;;
      --uninstall) uninstall=yes ;;
      -h | --help)
        usage
        exit
        ;;
      *)
        usage >&2
        fail "unknown argument: $1"
        ;;
    esac
    shift
  done

  [ "$(id -u)" = 0 ] || fail "this changes the system; type: sudo $0"
  command -v apt-get >/dev/null || fail 'this is for Debian and Raspberry Pi OS; elsewhere, npm start runs the appliance'
  export DEBIAN_FRONTEND=noninteractive
  if [ -n "$uninstall" ]; then
    remove
    exit
  fi
  [ -z "$import" ] || [ -r "$import" ] || fail "$import cannot be read"
  [ -z "$deb" ] || [ -r "$deb" ] || fail "$deb cannot be read"
  [ -n "$deb" ] || deb=$(newest_beside)
  [ -n "$deb" ] || [ -e "$CHECKOUT/scripts/package.mjs" ] ||
    fail "there is no ${PACKAGE}_*_all.deb beside this script, and no checkout around it: name one with --deb FILE"

  first=
  [ -e "$INI" ] || first=yes
  # On the disk: /tmp may be in memory, and a build needs more of it than a small Pi has.
  work=$(mktemp -d /var/tmp/intvlm8r-install.XXXXXX)
  packages_before=$(installed_packages)
  trap clean_up EXIT
  # Debian's sh ends at a signal without it. A terminal that hung up takes no words any more.
  trap 'exec >/dev/null 2>&1; exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # apt reads and downloads as a user of its own.
  chmod 755 "$work"
  mkdir -p "$work/archives/partial"

  say 'Reading the package lists'
  apt-get update -q || echo 'They cannot be fetched; the ones of this machine have to do.'
  [ -n "$deb" ] || build_package
  install_package
  left_out=
  if [ -n "$import" ]; then
    take_over "$import"
  elif [ -n "$first" ]; then
    offer_takeover
  fi
  replace_original
  tls_left_out=
  [ -z "$tls" ] || switch_tls_on
  say_the_end
}

remove() {
  if is_installed "$PACKAGE"; then
    say "Removing $PACKAGE"
    apt_get remove -y "$PACKAGE"
    say 'Removed. Settings and history are still in /var/lib/intvlm8r; to erase them too, type:'
    echo "    sudo apt-get purge $PACKAGE"
  else
    say "$PACKAGE is not installed: nothing to do"
  fi
}

newest_beside() {
  find "$HERE" -maxdepth 1 -name "${PACKAGE}_*_all.deb" | sort --version-sort | tail -n 1
}

is_installed() {
  dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

# Prints names without the architecture, as apt does.
installed_packages() {
  dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'
}

# Waits for another apt to end, such as the one that looks for upgrades right after a boot.
apt_get() {
  apt-get -o DPkg::Lock::Timeout=600 "$@"
}

# Downloads into the temporary folder, so that nothing stays in apt's cache.
apt_install() {
  apt_get -o "Dir::Cache::archives=$work/archives" install -y --no-install-recommends "$@"
}

build_package() {
  say 'Building the package in a temporary folder'
  missing=
  command -v node >/dev/null || missing="$missing nodejs"
  command -v npm >/dev/null || missing="$missing npm"
  # shellcheck disable=SC2086
  [ -z "$missing" ] || apt_install $missing
  version=$(node --version)
  dpkg --compare-versions "${version#v}" ge 20.19 ||
    fail "Node.js $version is too old: it takes 20.19 or newer, as in Debian 13 or Raspberry Pi OS based on it"

  build=$work/build
  install -d -o "$(stat -c %u "$CHECKOUT")" "$build"
  # The package bears the time of the last commit, where git is installed.
  epoch=
  if [ -e "$CHECKOUT/.git" ] && command -v git >/dev/null; then
    epoch=$(as_owner git -C "$CHECKOUT" log -1 --format=%ct) || epoch=
  fi
  # shellcheck disable=SC2016
  as_owner env ${epoch:+SOURCE_DATE_EPOCH="$epoch"} HOME="$build" npm_config_cache="$build/npm" sh -euc '
    mkdir "$2/source"
    tar -C "$1" --exclude=./.git --exclude=./node_modules --exclude=./build --exclude=./dist --exclude=./var -cf - . |
      tar -C "$2/source" -xf -
    cd "$2/source"
    npm ci --ignore-scripts --no-audit --no-fund
    node scripts/package.mjs >"$2/deb"
  ' sh "$CHECKOUT" "$build"
  deb=$build/source/$(cat "$build/deb")
  echo "built ${deb##*/}"
}

# Runs as the owner of the checkout: root runs nothing that somebody else wrote. By numbers, since an archive from another
# machine may be of somebody who has no account here.
as_owner() {
  owner=$(stat -c %u "$CHECKOUT")
  group=$(stat -c %g "$CHECKOUT")
  if [ "$owner" = 0 ]; then "$@"; else setpriv --reuid "$owner" --regid "$group" --clear-groups -- "$@"; fi
}

# The package for 0MQ goes along where it is installed: it takes the same version, and apt would remove it.
install_package() {
  say "Installing ${deb##*/}"
  cp "$deb" "$work/"
  set -- "$work/${deb##*/}"
  if is_installed "$PACKAGE-zmq"; then
    zmq=$PACKAGE-zmq_$(dpkg-deb --field "$deb" Version)_$(dpkg --print-architecture).deb
    [ -r "$(dirname "$deb")/$zmq" ] ||
      fail "$PACKAGE-zmq is installed, and takes the same version: put $zmq beside ${deb##*/}, or remove it first: sudo apt-get remove $PACKAGE-zmq"
    cp "$(dirname "$deb")/$zmq" "$work/"
    set -- "$@" "$work/$zmq"
  fi
  apt_install --reinstall --allow-downgrades "$@"
}

# Removes, also after a build that failed or was broken off, the folder and the packages that came for the build and that
# nothing depends on.
clean_up() {
  status=$?
  # A second Ctrl-C breaks off neither this nor apt.
  trap '' HUP INT TERM
  came=$(installed_packages | while read -r package; do
    [ "$package" = "$PACKAGE" ] || printf '%s\n' "$packages_before" | grep -qxF "$package" || echo "$package"
  done)
  rm -rf "$work"
  if [ -n "$came" ]; then
    # shellcheck disable=SC2086
    apt-mark -q auto $came >/dev/null
    needless=$(
      apt-get --simulate -o APT::AutoRemove::RecommendsImportant=false -o APT::AutoRemove::SuggestsImportant=false \
        autoremove | sed -n 's/^Remv \([^ ]*\) .*/\1/p' | while read -r package; do
        if printf '%s\n' "$came" | grep -qxF "$package"; then echo "$package"; fi
      done
    )
    if [ -n "$needless" ]; then
      say "Removing what only the build took: $(printf '%s\n' "$needless" | grep -c .) packages"
      # shellcheck disable=SC2086
      apt_get purge -y -q $needless >/dev/null
    fi
  fi
  return "$status"
}

# Offers the take-over of the camera controller's own settings, where this Pi is an Intervalometerator too.
offer_takeover() {
  for found in /home/*/www/intvlm8r.ini; do
    [ -r "$found" ] || continue
    say "Found the settings of an Intervalometerator: $found"
    if [ -t 0 ]; then
      printf 'Take over its heartbeat URL and frequency? The file stays as it is. [y/n] '
      read -r answer || answer=
      case "$answer" in [Yy]*) take_over "$found" ;; esac
    else
      echo "To take over its heartbeat URL and frequency, type: sudo intvlm8r config import $found"
    fi
    return
  done
}

# Goes on without heartbeat settings in the file, and without usable ones: the installation itself is complete.
take_over() {
  say "Taking over the heartbeat URL and frequency of $1"
  answer=$(intvlm8r config import "$1" 2>&1) || answer=${answer:-it failed without a word}
  answer=${answer#intvlm8r: }
  echo "$answer"
  case "$answer" in
    'Took over '* | *' has the same already.') ;;
    'nothing was taken over '*) left_out="N${answer#n}" ;;
    *) left_out="Nothing was taken over from $1: $answer" ;;
  esac
}

# Follows the take-over: until then the other sender is the only one.
replace_original() {
  units=/usr/lib/$PACKAGE/original-units
  if [ -n "$replace" ]; then
    say "Replacing the Intervalometerator's own heartbeat"
    "$units" replace
  elif [ -t 0 ] && [ -n "$("$units" warn)" ]; then
    say "The Intervalometerator's own heartbeat is still in service"
    printf 'Stop and mask its heartbeat.timer and heartbeat.service? [y/n] '
    read -r answer || answer=
    case "$answer" in [Yy]*) "$units" replace ;; esac
  fi
}

# Goes on without: the installation itself is complete, and a certificate of the owner stays.
switch_tls_on() {
  say 'Switching https on'
  answer=$(intvlm8r certificate make 2>&1) || tls_left_out=${answer#intvlm8r: }
  printf '%s\n' "$answer"
}

# Prints the fingerprint that a browser has to show when it warns; nothing without https.
fingerprint() {
  intvlm8r certificate show 2>/dev/null | sed -n 's/^fingerprint (SHA-256)  */    fingerprint /p'
}

say_the_end() {
  pages=$(intvlm8r address) || pages='see the log'
  link=$(intvlm8r setup-link) || link='see the log'
  say 'The appliance is installed and runs'
  printf '%s\n' "$pages" | sed -e '1s/^/    page        /' -e '2,$s/^/                /'
  fingerprint
  cat <<END
    password    $link
    log         sudo intvlm8r logs
    state       sudo intvlm8r status
    settings    $INI
END
  if [ -n "$left_out" ]; then printf '\n%s\n' "$left_out"; fi
  if [ -n "${tls_left_out:-}" ]; then printf '\n%s\n' "$tls_left_out"; fi
}

main "$@"
