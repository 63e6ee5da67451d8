#!/bin/sh
# The Debian packages that `make test-browser` needs beside radosgw's: nothing is done where they
# are. selenium is a Python package, of the dependency group `browser`.
set -eu

missing=
for program in chromium chromedriver; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
[ -n "$missing" ] || exit 0

packages='chromium chromium-driver'
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "the browser's tests will fail:$missing missing; as root: apt-get install $packages" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086 # one word each
apt-get -qq install -y --no-install-recommends $packages
