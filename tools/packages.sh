#!/bin/sh
# Install Debian packages that are missing, where that is possible; else say what to type. Never fails.
missing=""
for package in "$@"; do
    command -v dpkg >/dev/null 2>&1 || exit 0
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "rtxmodal: missing$missing; to install: sudo apt-get install$missing"
    exit 0
fi
echo "rtxmodal: installing$missing"
for attempt in 1 2 3 4 5; do
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null &&
        exit 0
    sleep 5 # another program may hold the package lock
done
echo "rtxmodal: could not install$missing; what needs them says so and goes on without"
